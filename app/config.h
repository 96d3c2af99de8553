// The workspace's settings, attt.toml: who issues reports, what may be scanned and how gently, names that are mapped.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "app/hours.h"
#include "app/privacy.h"
#include "app/quarantine.h"
#include "base/error.h"
#include "base/time.h"
#include "model/scan.h"
#include "net/resolver.h"
#include "net/scope.h"
#include "reports/avreport.h"

namespace attt::app {

// Who issues documents, by date: the desk changed its name on 01/3/2025.
struct Office {
    std::string name;
    std::optional<base::Date> from;
    std::optional<base::Date> until;
    // The form of its documents; empty: not said.
    std::string parent = {}, symbol = {}, place = {}, authority = {}, post = {}, signatory = {};
    std::vector<std::string> recipients = {};
};

// Who must know of a scan before it begins: the office that watches the network would take it for an attack.
struct Notified {
    std::string name;
    std::string contact;
    base::Duration ahead = base::Duration::zero();  // how long before
};

// Whom the yearly report of the law names for each of its two bodies: a post, no person.
struct Contact {
    std::string role;  // of contact_roles
    std::string name;  // of the body
    std::string address, post, phone, email;
};
inline constexpr std::array<std::string_view, 2> contact_roles = {"owner", "specialised_unit"};

struct Config {
    std::string province;
    std::string classification;  // printed in documents; empty: left for an officer to fill
    std::vector<Office> offices;
    std::vector<model::Authorisation> authorisations;
    std::vector<model::AcceptedName> accepted;
    std::vector<std::string> dkim_selectors;  // [mail]; empty: those in common use
    model::ScanLimits limits;
    ScanHours hours;
    std::vector<Notified> notified;
    std::vector<Contact> contacts;
    QuarantineLimits quarantine;
    Retention retention;
    net::ResolverSettings resolver;          // with the host map
    std::vector<std::string> trust_anchors;  // paths of PEM files
    std::string ct_logs;                     // path of a list of certificate logs; empty: none
    reports::AvReportSender avreport;        // who sends the antivirus report

    const Office* office_on(base::Date date) const;
};

struct LoadedConfig {
    Config config;
    std::vector<base::Error> defects;  // empty: usable
};
// `directory` is what relative paths in the file stand against.
LoadedConfig load_config(const std::string& file, const std::string& directory);

// Only the [[authorisation]] tables of a file: what `attt probe --file … --authorisation FILE` takes.
struct LoadedAuthorisations {
    std::vector<model::Authorisation> authorisations;
    std::vector<base::Error> defects;
};
LoadedAuthorisations load_authorisations(const std::string& file);

// What the authorisations in force on `date` allow. Errors: scope.none (no authorisation at all), scope.ended (the last
// day of the newest one).
base::Result<net::Scope> scope_on(const std::vector<model::Authorisation>& authorisations, base::Date date);

// The end of the earliest last day of those in force on `date`: a scan that began within them may not outlast it.
base::Time authorised_until(const std::vector<model::Authorisation>& authorisations, base::Date date);

}  // namespace attt::app
