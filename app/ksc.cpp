#include "app/ksc.h"

#include <cstdlib>

#include "app/private_file.h"
#include "app/targets.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/toml.h"
#include "inventory/ksc/hosts.h"
#include "inventory/ksc/recording.h"

namespace attt::app {
namespace {

namespace ksc = inventory::ksc;

constexpr const char* open_api_port = ":13299";

base::Result<ksc::Credentials> credentials_in(const std::string& file) {
    const auto bytes = read_private_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    // a parser's own words could quote the password: its line is all that is said
    const auto document = base::parse_toml(*bytes, file);
    if (!document)
        return base::fail(base::ErrorCode::bad_input, "ksc.credentials_file", {},
                          {file, document.error().place.line, {}});
    std::vector<base::Error> defects;
    base::TomlTable root(*document, defects);
    ksc::Credentials out;
    out.user = root.required_string("user");
    out.password = root.required_string("password");
    out.domain = root.string("domain").value_or("");
    out.virtual_server = root.string("virtual_server").value_or("");
    root.refuse_unknown();
    if (!defects.empty())
        return base::fail(base::ErrorCode::bad_input, "ksc.credentials_file", {},
                          {file, defects.front().place.line, {}});
    return out;
}

std::string taken_from_environment(const char* name) {
    const char* value = std::getenv(name);
    std::string out = value != nullptr ? value : "";
    ::unsetenv(name);
    return out;
}

base::Result<ksc::Credentials> credentials_of_environment() {
    ksc::Credentials out{taken_from_environment("ATTT_KSC_USER"), taken_from_environment("ATTT_KSC_PASSWORD"),
                         taken_from_environment("ATTT_KSC_DOMAIN"), taken_from_environment("ATTT_KSC_VSERVER")};
    if (out.user.empty() || out.password.empty()) return base::fail(base::ErrorCode::bad_usage, "ksc.no_credentials");
    return out;
}

// "https://ksc.example" → "https://ksc.example:13299"
std::string with_port(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) return url;
    const auto end = url.find('/', scheme + 3);
    const std::string authority = url.substr(scheme + 3, end == std::string::npos ? end : end - scheme - 3);
    const auto colon = authority.rfind(':');
    const bool has_port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
    return url.substr(0, scheme + 3) + authority + (has_port ? "" : open_api_port);
}

base::Result<KscAnswers> replayed(const std::string& directory) {
    auto replay = ksc::Replay::open(directory);
    if (!replay) return tl::unexpected(replay.error());
    auto console = ksc::ask(*replay);
    if (!console) return tl::unexpected(console.error());
    return KscAnswers{std::move(*console), replay->at(), replay->host()};
}

}  // namespace

base::Result<ksc::Credentials> ksc_credentials(const std::string& file) {
    return file.empty() ? credentials_of_environment() : credentials_in(file);
}

base::Result<KscAnswers> ask_ksc(const KscOptions& options) {
    if (!options.replay.empty()) return replayed(options.replay);
    auto certificate = base::read_file(options.certificate, 1U << 20U);
    if (!certificate) return tl::unexpected(certificate.error());
    auto server = net::PinnedHttps::open({with_port(options.url), std::move(*certificate), options.certificate});
    if (!server) return tl::unexpected(server.error());
    auto credentials = ksc_credentials(options.credentials);
    if (!credentials) return tl::unexpected(credentials.error());
    const std::string host = server->host();
    const base::Time at = base::now();
    ksc::Session session(std::move(*server), std::move(*credentials), net::Deadline::after(options.patience));
    if (options.record.empty()) {
        auto console = ksc::ask(session);
        if (!console) return tl::unexpected(console.error());
        return KscAnswers{std::move(*console), at, host};
    }
    auto recorder = ksc::Recorder::open(session, options.record);
    if (!recorder) return tl::unexpected(recorder.error());
    auto console = ksc::ask(*recorder);
    if (!console) return tl::unexpected(console.error());
    if (auto closed = recorder->close(host, at); !closed) return tl::unexpected(closed.error());
    return KscAnswers{std::move(*console), at, host};
}

base::Result<SourceReport> import_ksc(store::Store& store, const KscAnswers& answers,
                                      const SourceImportOptions& options) {
    const base::Time now = base::now();
    auto inventory = store.inventory(now);
    if (!inventory) return tl::unexpected(inventory.error());
    if (auto known = check_agency(*inventory, options.agency); !known) return tl::unexpected(known.error());
    const std::string name = options.source.empty() ? "ksc" : options.source;
    auto read = ksc::read_console(answers.console, std::min(answers.at, now), inventory::agencies_by_group(*inventory),
                                  {name, options.as_of, now, options.partial, false, options.agency});
    std::string bytes;
    for (const auto* rows : {&answers.console.hosts, &answers.console.hardware}) {
        for (const base::Value& row : *rows)
            bytes += base::to_canonical_json(row) + "\n";
    }
    return store_source(store, std::move(read), "https://" + answers.host, base::sha256_hex(bytes), options);
}

}  // namespace attt::app
