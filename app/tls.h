// The TLS of sites against guidelines, and the clients that could connect to them: from what is stored or from a file
// of `attt probe`, without a connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workspace.h"
#include "base/error.h"
#include "model/observation.h"
#include "rules/tls_client.h"
#include "rules/tls_profile.h"

namespace attt::app {

// One address of one site, as the probe tls saw it.
struct TlsSight {
    std::string site;  // its id; empty where there is none
    std::string url;
    model::Endpoint endpoint;
    model::Status status = model::Status::ok;
    std::string reason;  // where the status is not ok
    base::Time observed_at;
    base::Value facts;
    rules::TlsSurroundings around;
};

// The newest look at every website, or in one run (`run` not 0). `named`: a site's id, URL or host name; empty: all.
// Errors: tls.no_site (value, nearest), store.run_unknown.
base::Result<std::vector<TlsSight>> tls_sights(store::Store& store, const std::string& named, std::int64_t run,
                                               base::Time at);
// What a file of `attt probe --json` or `--file … --out` holds: an object, or one a line. Errors: tls.not_probe (line),
// tls.no_site, those of files and JSON.
base::Result<std::vector<TlsSight>> tls_sights_of(const std::string& file, const std::string& named);

// Of the program and of the workspace (none: the program's alone). Error: workspace.rule_defects (count).
base::Result<std::vector<rules::TlsProfile>> load_tls_profiles(const Workspace* workspace,
                                                               std::vector<base::Error>& defects);
base::Result<rules::LoadedTlsClients> load_tls_clients(const Workspace* workspace, std::vector<base::Error>& defects);

// What may be thought away: every suite and group that a client or a server of these names, and more by kind.
base::Result<rules::TlsCut> read_tls_cut(const std::vector<std::string>& parts,
                                         const std::vector<rules::TlsClient>& clients,
                                         const std::vector<TlsSight>& sights);

// {"site", "url", "endpoint", "status", "reason", "observed_at"}
base::Object to_value(const TlsSight& sight);
base::Value to_value(const rules::TlsProfileAnswer& answer);
base::Value to_value(const rules::TlsSimulation& simulation);

}  // namespace attt::app
