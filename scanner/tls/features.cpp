// Which features can be asked of a server of which so much is known.
#include "scanner/tls/features.h"

#include <algorithm>
#include <functional>

namespace attt::scanner::tls {
namespace {

using Codes = std::vector<std::uint16_t>;

bool holds(std::uint16_t suite, std::string_view part) {
    return suite_name(suite).find(part) != std::string::npos;
}

bool is_export(std::uint16_t suite) {
    return holds(suite, "_EXPORT");
}

bool is_cbc(std::uint16_t suite) {
    return holds(suite, "_CBC_");
}

bool signed_by_rsa(std::uint16_t suite) {
    return holds(suite, "DHE_RSA_") || holds(suite, "TLS_RSA_WITH") || holds(suite, "TLS_RSA_EXPORT");
}

bool signed_by_dsa(std::uint16_t suite) {
    return holds(suite, "DHE_DSS_");
}

bool dhe_as_usual(std::uint16_t suite) {
    return exchanges_over_dh(suite) && !is_export(suite) && !hints_at_psk(suite);
}

bool dhe_for_export(std::uint16_t suite) {
    return exchanges_over_dh(suite) && is_export(suite);
}

bool ecdhe(std::uint16_t suite) {
    return exchanges_over_curves(suite) && !hints_at_psk(suite);
}

std::string alpn_of(std::string_view protocol) {
    std::string out("\0\0\0", 3);
    out += protocol;
    out[1] = static_cast<char>(protocol.size() + 1);
    out[2] = static_cast<char>(protocol.size());
    return out;
}

class Planner {
  public:
    Planner(const Known& known, bool full) : known_(known), full_(full) {}

    std::vector<Planned> plan() {
        plan_core();
        if (full_) {
            plan_certificates();
            plan_exchanges();
            plan_extensions();
            plan_tolerance();
        }
        return std::move(out_);
    }

  private:
    using Holds = std::function<bool(std::uint16_t)>;

    // The newest version before TLS 1.3 that has such suites, and these.
    std::optional<ClientHello> hello_with(const Holds& wanted) const {
        for (auto each = known_.suites.rbegin(); each != known_.suites.rend(); ++each) {
            if (each->first == Version::tls1_3) continue;
            Codes suites;
            std::copy_if(each->second.begin(), each->second.end(), std::back_inserter(suites), wanted);
            if (!suites.empty()) return ClientHello{each->first, std::move(suites), groups_for(each->first), {}, 0};
        }
        return std::nullopt;
    }

    void add(Feature feature, std::optional<ClientHello> hello, Wanted wanted = Wanted::server_hello,
             bool names_server = true) {
        if (hello) out_.push_back({feature, std::move(*hello), wanted, names_server});
    }

    std::optional<ClientHello> hello_to_another() const;
    void plan_core();
    void plan_certificates();
    void plan_exchanges();
    void plan_extensions();
    void plan_tolerance();

    const Known& known_;
    bool full_;
    std::vector<Planned> out_;
};

bool any_suite(std::uint16_t) {
    return true;
}

void Planner::plan_core() {
    auto compressing = known_.compression_asked ? std::nullopt : hello_with(any_suite);
    if (compressing) compressing->compressions = all_compressions;
    add(Feature::compression, std::move(compressing));

    if (known_.suites.size() >= 2) {
        const auto second = std::next(known_.suites.rbegin());
        ClientHello stepping_down{second->first, second->second, groups_for(second->first), {}, 0};
        stepping_down.fallback = true;
        add(Feature::fallback_scsv, std::move(stepping_down));
    }
    if (!known_.server_name.empty()) add(Feature::without_name, hello_to_another(), Wanted::certificate, false);
}

// What answers another name may have a key of another kind, and by that other suites.
std::optional<ClientHello> Planner::hello_to_another() const {
    auto hello = hello_with(sends_certificate);
    if (!hello) return hello;
    for (const std::uint16_t suite : suite_portions(hello->version).front()) {
        const bool known = std::find(hello->suites.begin(), hello->suites.end(), suite) != hello->suites.end();
        if (!known && sends_certificate(suite)) hello->suites.push_back(suite);
    }
    return hello;
}

void Planner::plan_certificates() {
    if (auto hello = hello_to_another(); hello && !known_.server_name.empty()) {
        hello->server_name = another_name;
        add(Feature::wrong_name, std::move(hello), Wanted::certificate, false);
    }
    add(Feature::certificate_rsa, hello_with(signed_by_rsa), Wanted::certificate);
    add(Feature::certificate_ecdsa, hello_with(signed_by_ecdsa), Wanted::certificate);
    add(Feature::certificate_dsa, hello_with(signed_by_dsa), Wanted::certificate);
}

void Planner::plan_exchanges() {
    for (const Feature feature : {Feature::dhe, Feature::dhe_again})
        add(feature, hello_with(dhe_as_usual), Wanted::key_exchange);
    add(Feature::dhe_export, hello_with(dhe_for_export), Wanted::key_exchange);
    for (const Feature feature : {Feature::ecdhe, Feature::ecdhe_again})
        add(feature, hello_with(ecdhe), Wanted::key_exchange);
}

void Planner::plan_extensions() {
    auto hello = hello_with(is_cbc);
    if (!hello) hello = hello_with(any_suite);
    if (!hello || hello->version == Version::ssl3) return;
    ClientHello many = *hello;
    many.extensions = {{5, std::string("\1\0\0\0\0", 5)}, {15, "\1"}, {18, {}}, {22, {}}, {35, {}}};
    add(Feature::extensions, std::move(many));
    hello = hello_with(any_suite);
    for (const auto& [feature, protocol] : {std::pair{Feature::alpn_h2, "h2"}, {Feature::alpn_http1, "http/1.1"}}) {
        ClientHello one = *hello;
        one.extensions = {{16, alpn_of(protocol)}};
        add(feature, std::move(one));
    }
}

void Planner::plan_tolerance() {
    std::optional<ClientHello> old = hello_with(any_suite);
    std::optional<ClientHello> newest = old;
    const auto tls13 = known_.suites.find(Version::tls1_3);
    if (tls13 != known_.suites.end())
        newest = ClientHello{Version::tls1_3, tls13->second, groups_for(Version::tls1_3), {}, 0};
    if (!newest || newest->version == Version::ssl3) return;
    const auto changed = [&](Feature feature, const std::optional<ClientHello>& from,
                             const std::function<void(ClientHello&)>& change) {
        if (!from || from->version == Version::ssl3) return;
        ClientHello hello = *from;
        change(hello);
        add(feature, std::move(hello));
    };
    changed(Feature::newer_version, old, [](ClientHello& h) { h.legacy_version = 0x0304; });
    changed(Feature::much_newer_version, old, [](ClientHello& h) { h.legacy_version = 0x0400; });
    changed(Feature::newer_record, old, [](ClientHello& h) { h.record_version = 0x0304; });
    changed(Feature::long_hello, newest, [](ClientHello& h) { h.length = 4200; });
    changed(Feature::fragmented, newest, [](ClientHello& h) { h.fragment = 64; });
    changed(Feature::grease, newest, [](ClientHello& h) {
        h.suites.insert(h.suites.begin(), 0x1A1A);
        h.groups.insert(h.groups.begin(), 0x2A2A);
        h.extensions = {{0x3A3A, {}}, {0x4A4A, std::string(1, '\0')}, {0x0BAD, "unknown"}};
        if (h.version == Version::tls1_3) h.extensions.push_back({43, std::string("\4\x5A\x5A\3\4")});
    });
    if (tls13 != known_.suites.end())
        changed(Feature::newer_versions_list, newest, [](ClientHello& h) {
            h.extensions = {{43, std::string("\6\3\6\3\5\3\4")}};
        });
}

}  // namespace

std::vector<Planned> plan_features(const Known& known, bool full) {
    return Planner(known, full).plan();
}

}  // namespace attt::scanner::tls
