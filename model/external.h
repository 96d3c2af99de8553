// What another tool or a contracted assessor says it saw, in one shape whatever the file: hosts, and results at each.
// Nothing here is judged: the severity is the tool's own word, and what it means is data (rules/external.toml).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "model/subject.h"

namespace attt::model {

struct ExternalResult {
    std::string reference;  // the tool's own permanent id: plugin, template, test, OID, CVE
    std::string place;      // "tcp/443", "/metrics": where at the host
    std::string detail;     // tells results of one reference at one place apart: a matcher, a package; often empty
    std::string title;
    std::string said;   // the severity, as the tool wrote it; empty: it gave none
    bool gone = false;  // the tool itself says that it is (now) in order
    std::optional<double> cvss;
    std::string cvss_vector;
    std::vector<std::string> cves;              // "CVE-2023-4573", as listed, each once
    std::string description, solution, output;  // cut to a length that a person reads
    std::string url;
    std::optional<base::Time> seen;
};

struct ExternalHost {
    std::string name;                    // as the tool calls it; empty: a result about no host
    std::vector<std::string> names;      // host names in A-labels
    std::vector<std::string> addresses;  // IPv4 and IPv6
    std::vector<std::string> macs;
    std::string subject;  // an id of the inventory, where a table names one
    std::vector<ExternalResult> results;
    // Empty: what is not among the results is in order. Else why their absence says nothing: "filtered",
    // "not_finished", "lists_only_what_it_found", "more_than_in_the_file", "undated".
    std::string silent_because;
    std::string ports;  // the ports that were looked at ("1-1000,8080"); empty: all that the tool looks at
    std::optional<bool> credentialed;
    std::optional<base::Time> seen;  // when the tool was done with it
};

struct ExternalReport {
    std::string tool;     // "nessus": the table of rules/external.toml that says what its severities mean
    std::string version;  // of the tool
    std::string format;   // "nessus-xml", "openvas-csv": for people
    std::optional<base::Time> started, ended;
    bool finished = true;  // it ran to its end
    std::string filter;    // what was left out of the file on purpose, as the tool says it
    std::vector<ExternalHost> hosts;

    std::size_t results() const;
};

// The part of a report that is about one subject, as it is stored; `subject` none: matched by nothing.
struct ExternalLook {
    std::int64_t report = 0;
    std::string source;  // who looked: the tool, or the name that the office gave it
    std::string tool;
    base::Time at;  // when it was seen
    std::optional<SubjectRef> subject;
    std::string unmatched_because;  // "unknown", "ambiguous", "no_host"
    ExternalHost host;
};

// How a table of results is read: its headings by field ("reference", "title", "severity", "host", …).
struct ExternalColumns {
    std::string id;
    std::string tool;
    std::map<std::string, std::vector<std::string>> headings;
    std::vector<std::string> gone;  // what the column `state` says of a result that is in order
};

// As plain data and back: what the store keeps of a host.
base::Value to_value(const ExternalHost& host);
ExternalHost external_host_from(const base::Value& value);

}  // namespace attt::model
