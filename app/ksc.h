// A Kaspersky Security Center taken in: live over HTTPS, its answers recorded to files, or read back from them.
#pragma once

#include <optional>
#include <string>

#include "app/computers.h"
#include "inventory/ksc/client.h"
#include "inventory/ksc/session.h"

namespace attt::app {

// From a file that only its owner can read (TOML: user, password, domain, virtual_server), or, where `file` is empty,
// from the environment: ATTT_KSC_USER, ATTT_KSC_PASSWORD, ATTT_KSC_DOMAIN, ATTT_KSC_VSERVER, which are taken out of it.
// Errors: ksc.credentials_open (mode: others can read it), ksc.credentials_owner, ksc.credentials_file (no such key,
// none of it quoted), ksc.no_credentials, those of files.
base::Result<inventory::ksc::Credentials> ksc_credentials(const std::string& file);

struct KscOptions {
    std::string url;          // "https://ksc.example" (port 13299) or with a port
    std::string certificate;  // file: the server's own, PEM or DER
    std::string credentials;  // file
    std::string record;       // directory for the answers; empty: none
    std::string replay;       // directory to read them from instead
    base::Duration patience = std::chrono::minutes(30);
};

struct KscAnswers {
    inventory::ksc::Console console;
    base::Time at;     // when the console answered
    std::string host;  // "ksc.example:13299"
};

// Errors: those of ksc_credentials, PinnedHttps, ask, Recorder and Replay.
base::Result<KscAnswers> ask_ksc(const KscOptions& options);

// Merges the answers into the workspace as a source.
base::Result<SourceReport> import_ksc(store::Store& store, const KscAnswers& answers,
                                      const SourceImportOptions& options);

}  // namespace attt::app
