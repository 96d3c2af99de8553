// What the readers of other tools' results share: bounded text, scores, names of hosts. Private to the folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "base/xml.h"
#include "inventory/external/read.h"

namespace attt::inventory::external {

// Cut at a character's end, control characters and line breaks made blanks: as much as a person reads.
std::string short_text(std::string_view text, std::size_t most = 800);
// An identifier or a title: one line of at most 200 bytes.
std::string label(std::string_view text);

// 0 to 10 in steps of a tenth; nothing when it is none.
std::optional<double> score(std::string_view text);
std::optional<double> score_of(const base::Value& value);

// Adds every "CVE-2023-4573" that stands in the text, each once.
void add_cves(std::vector<std::string>& cves, std::string_view text);

// Sorts "10.0.0.1", "[::1]", "name.example", "https://name.example:8443/path" and "name/10.0.0.1" into a host's names
// and addresses.
void add_host(model::ExternalHost& host, std::string_view text);
void add_mac(model::ExternalHost& host, std::string_view text);

// "tcp/443"; the port alone as "443"; empty where neither is known or the port is 0.
std::string place_of(std::string_view protocol, std::string_view port);
// Of a URL: "https/8443/path" without query, port only where it is not the scheme's own; empty when it is no URL.
std::string place_of_url(std::string_view url);

// The host of that name among the report's, made where there is none. Kept fast for thousands of hosts.
class Hosts {
  public:
    explicit Hosts(model::ExternalReport& report) : report_(report) {}
    model::ExternalHost& of(const std::string& name);
    // False once there are more results than a report may hold; the rest is left out.
    bool room();

  private:
    model::ExternalReport& report_;
    std::map<std::string, std::size_t> numbers_;
    std::size_t results_ = 0;
};

// "Tue Jun 25 10:39:42 2013" in Vietnam's time, seconds since 1970, RFC 3339, and what parse_when reads.
std::optional<base::Time> moment(std::string_view text);

base::Error defect(std::string_view message, const std::string& file, base::MessageArguments arguments = {},
                   int line = 0);

// A text or number member as text.
std::string text_at(const base::Value& value, std::string_view key);
// Of an array of strings or of one string.
std::vector<std::string> texts_at(const base::Value& value, std::string_view key);

// A host that Nessus reported whole holds the result "Nessus Scan Information"; without it the file is filtered.
void settle_nessus_host(model::ExternalHost& host);

ReadExternal read_nessus(const base::XmlNode& root, const std::string& file);
ReadExternal read_openvas(const base::XmlNode& root, const std::string& file);
ReadExternal read_nmap_results(const base::XmlNode& root, const std::string& file);
ReadExternal read_nuclei(const base::Value& root, const std::string& file);
ReadExternal read_testssl(const base::Value& root);
ReadExternal read_generic(const base::Value& root, const std::string& file);
ReadExternal read_wazuh_vulnerabilities(const base::Value& root, const std::string& file);
ReadExternal read_external_table(const std::string& file, const std::string& bytes, const ExternalContext& context);
// The id of the table that reads it; empty when none does.
std::string fitting_table(const std::string& file, const std::string& bytes, const ExternalContext& context);

}  // namespace attt::inventory::external
