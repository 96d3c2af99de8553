// Files that should never be public (scanner/data/exposure.toml), each asked for with one plain GET. Known by their
// content alone; of what came nothing is kept but its hash and its first 64 bytes.
#include "scanner/exposure.h"

#include "base/hash.h"
#include "base/text.h"
#include "net/connection.h"
#include "net/http.h"
#include "scanner/probes/probes.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

constexpr std::size_t read_limit = 8192;  // enough to know a file by
constexpr std::size_t kept_bytes = 64;
constexpr int most_failures = 3;

bool is_allowed(const Site& site, const std::string& address, const Context& context) {
    const auto parsed = net::Address::parse(address);
    if (!parsed) return false;
    return parsed->is_loopback() ||
           (context.exposure_scope.covers_name(site.url.host) && context.exposure_scope.covers_address(*parsed));
}

base::Object in_words(const ExposedFile& file, const net::HttpResponse& response) {
    return base::Object{{"path", file.path},
                        {"kind", file.kind},
                        {"sha256", base::sha256_hex(response.body)},
                        {"begins", base::printable(std::string_view(response.body).substr(0, kept_bytes), kept_bytes)}};
}

}  // namespace

std::vector<model::Observation> probe_exposure(const Site& site, const std::string& address, const Context& context) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "exposure";
    observation.observed_at = base::now();
    const auto ended = [&](model::Status status, std::string_view reason) {
        observation.status = status;
        observation.reason = reason;
        return std::vector{observation};
    };
    if (site.url.scheme != "http" && site.url.scheme != "https")
        return ended(model::Status::not_applicable, "not a website");
    if (context.exposures == nullptr) return ended(model::Status::not_applicable, "no list of files");
    if (!is_allowed(site, address, context))
        return ended(model::Status::not_applicable, "the authorisation does not name asking for such files");
    if (!reachable_family(address)) return ended(model::Status::unreachable, no_ipv6_reason);

    base::Array files;
    std::vector<std::string> found;
    int asked = 0, failures = 0;
    std::optional<base::Error> problem;
    const auto until = net::Deadline::after(std::chrono::minutes(2));
    for (const ExposedFile& file : context.exposures->files()) {
        if (failures >= most_failures || until.passed()) break;
        net::HttpRequest request;
        net::Url url = site.url;
        url.path = file.path;
        request.url = url.text();
        request.endpoint = endpoint_of(site, address, url.port, context);
        request.body_limit = read_limit;
        const auto response = net::http_get(request, *context.politeness, fetch_deadline(context).earlier(until));
        if (!response) {
            ++failures;
            problem = response.error();
            continue;
        }
        ++asked;
        if (response->status != 200 || !file.known_by(response->body)) continue;
        found.push_back(file.path);
        files.emplace_back(in_words(file, *response));
    }
    if (asked == 0 && problem) return ended(net::status_of(*problem), net::reason_of(*problem));
    base::Object facts{{"found", found}, {"files", std::move(files)}};
    if (static_cast<std::size_t>(asked) < context.exposures->files().size()) {
        const std::string reason = problem ? net::reason_of(*problem) : "the time for this site was used up";
        facts.set("undetermined", base::Array{base::Object{{"fact", "found"}, {"value", nullptr}, {"reason", reason}}});
    }
    observation.facts = std::move(facts);
    observation.measures = base::Object{{"asked", asked}};
    return {observation};
}

}  // namespace attt::scanner
