// What one probe or one import saw of one subject at one time: facts, or why there are none. A probe never judges.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "model/subject.h"

namespace attt::model {

// What a probe touched: an address ("127.0.0.1", "::1", no brackets) and a port.
struct Endpoint {
    std::string address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

// "127.0.0.1:443", "[::1]:443"
std::string to_string(const Endpoint& endpoint);
std::optional<Endpoint> parse_endpoint(std::string_view text);

enum class Status {
    ok,
    unreachable,     // no route, host down, name without addresses
    refused,         // TCP reset at connect
    timeout,         // nothing within the deadline
    blocked,         // answers stopped or were reset because of us: a limiter, a filter
    protocol_error,  // the peer spoke something else
    not_applicable,  // the subject has nothing for this probe
};

inline constexpr std::array<std::string_view, 7> status_names = {
    "ok", "unreachable", "refused", "timeout", "blocked", "protocol_error", "not_applicable"};

inline std::string_view name_of(Status status) {
    return status_names[static_cast<std::size_t>(status)];
}
std::optional<Status> status_of(std::string_view name);

// Raw bytes that a fact stands on: a ServerHello, a header block. Kept by hash, once.
struct Evidence {
    std::string role;  // "server_hello/TLSv1.2", "http_headers"
    std::string media_type;
    std::string bytes;
    bool operator==(const Evidence&) const = default;
};

struct Observation {
    SubjectRef subject;
    std::string probe;                 // "dns", "tcp", "tls", "http"; of an import: the kind of the subject ("website")
    std::optional<Endpoint> endpoint;  // none for dns and imports
    Status status = Status::ok;
    std::string reason;  // where the status is not ok: a short English sentence for the technical reader
    base::Time observed_at;
    base::Value facts = base::Object();     // stable: hashed, compared, judged
    base::Value measures = base::Object();  // volatile: times, TTLs, counts of connections
    std::vector<Evidence> evidence;
    int facts_version = 1;    // of the probe: raised when the same server would give other facts
    std::string trust_store;  // sha256 of the anchors used, where the facts depend on them
};

// A fact with where it comes from. `name` is "probe.path" ("tls.certificate.not_after") as declared in
// rules/facts.toml.
struct Undetermined {
    base::Value value;  // the element that could not be settled; null: the whole fact
    std::string reason;
};

struct Fact {
    std::string name;
    std::optional<Endpoint> endpoint;
    base::Value value;
    std::vector<Undetermined> undetermined;
    // When there is no value: why, as "status: reason" of the observation ("timeout: no answer in 10 s"). Empty else.
    std::string missing;
    base::Time observed_at;
};

}  // namespace attt::model
