// What an enumeration knows, put into words: accepted, refused, or open with a reason.
#include <algorithm>

#include "scanner/tls/enumeration.h"

namespace attt::scanner::tls {
namespace {

// More open elements than these are said as the whole fact.
constexpr std::size_t most_named = 64;

template <class Name>
void doubt_codes(const std::string& fact, const std::vector<Open>& open, Name name_of_code,
                 std::vector<Doubt>& doubts) {
    for (const Open& part : open) {
        if (part.codes.size() > most_named) {
            doubts.push_back({fact, nullptr, part.reason});
            continue;
        }
        for (const std::uint16_t code : part.codes)
            doubts.push_back({fact, name_of_code(code), part.reason});
    }
}

std::string ciphers_fact(Version version) {
    return "ciphers." + std::string(name_of(version));
}

std::string order_fact(Version version) {
    return "server_order." + std::string(name_of(version));
}

// Whether it is offered at all is open; so is all that it would show.
void doubt_version(Version version, const std::string& reason, std::vector<Doubt>& doubts) {
    doubts.push_back({"versions", name_of(version), reason});
    doubts.push_back({ciphers_fact(version), nullptr, reason});
    if (version > Version::ssl3) doubts.push_back({"groups", nullptr, std::string(name_of(version)) + ": " + reason});
}

std::vector<std::string> suite_names(Codes suites) {
    std::vector<std::string> out;
    for (const std::uint16_t suite : suites)
        out.push_back(suite_name(suite));
    return out;
}

void find_ssl2(const Ssl2Enquiry& enquiry, Findings& findings) {
    if (!enquiry.open_reason().empty()) return doubt_version(Version::ssl2, enquiry.open_reason(), findings.doubts);
    if (enquiry.ciphers().empty()) return;
    findings.versions.push_back(Version::ssl2);
    for (const std::uint32_t cipher : enquiry.ciphers())
        findings.ciphers[Version::ssl2].push_back(ssl2_cipher_name(cipher));
    // The client chooses in SSLv2.
    auto& order = findings.server_order[Version::ssl2];
    if (enquiry.ciphers().size() > 1) order = false;
}

void find_suites(const SuiteEnquiry& enquiry, const OrderEnquiry* order, const std::string& stopped,
                 Findings& findings) {
    const Version version = enquiry.version();
    if (!enquiry.offered()) {
        if (!enquiry.open().empty()) doubt_version(version, enquiry.open().front().reason, findings.doubts);
        return;
    }
    findings.versions.push_back(version);
    doubt_codes(ciphers_fact(version), enquiry.open(), suite_name, findings.doubts);
    Codes suites = enquiry.all_found();
    std::sort(suites.begin(), suites.end());
    std::optional<bool>& server_order = findings.server_order[version];
    if (order != nullptr) server_order = order->server_order();
    if (server_order.value_or(false)) suites = order->order();
    if (suites.size() > 1 && !server_order) {
        const bool asked = order != nullptr && !order->open_reason().empty();
        findings.doubts.push_back({order_fact(version), nullptr, asked ? order->open_reason() : stopped});
    }
    findings.ciphers[version] = suite_names(std::move(suites));
    if (order != nullptr && order->prefers_chacha().value_or(false))
        findings.prefers_chacha.emplace_back(name_of(version));
}

}  // namespace

Findings Enumeration::findings() const {
    Findings out;
    find_ssl2(*ssl2_, out);
    for (const auto& [version, suites] : suites_) {
        const auto order = orders_.find(version);
        find_suites(*suites, order == orders_.end() ? nullptr : order->second, stopped_, out);
    }
    std::sort(out.versions.begin(), out.versions.end());
    find_groups(out);
    find_schemes(out);
    return out;
}

void Enumeration::find_groups(Findings& out) const {
    for (const std::uint16_t group : groups_)
        out.groups.push_back(group_name(group));
    for (const auto* asked : {&curves_asked_, &dh_asked_}) {
        for (const GroupEnquiry* enquiry : *asked) {
            std::vector<Open> open = enquiry->open();
            for (Open& part : open)
                std::erase_if(part.codes, [&](std::uint16_t code) { return groups_.contains(code); });
            doubt_codes("groups", open, group_name, out.doubts);
        }
    }
    for (const auto& [version, suites] : suites_) {
        const bool begun = curves_begun_.contains(version) && dh_begun_.contains(version);
        if (begun || suites_of(version) == nullptr) continue;
        out.doubts.push_back({"groups", nullptr, std::string(name_of(version)) + ": " + stopped_});
    }
}

void Enumeration::find_schemes(Findings& out) const {
    const std::set<std::uint16_t> schemes = seen_schemes();
    for (const std::uint16_t scheme : schemes)
        out.schemes.push_back(scheme_name(scheme));
    std::vector<Open> open = tls13_schemes_ == nullptr ? std::vector<Open>() : tls13_schemes_->open();
    for (const SchemeEnquiry* enquiry : schemes_asked_)
        open.insert(open.end(), enquiry->open().begin(), enquiry->open().end());
    // What was found in one version is settled; what is open in both is said once.
    std::set<std::uint16_t> said = schemes;
    for (Open& part : open)
        std::erase_if(part.codes, [&](std::uint16_t code) { return !said.insert(code).second; });
    doubt_codes("signature_algorithms", open, scheme_name, out.doubts);
    const bool tls13_left_out = tls13_schemes_ == nullptr && suites_of(Version::tls1_3) != nullptr;
    if (tls13_left_out || (!schemes_begun_ && suites_of(Version::tls1_2) != nullptr)) {
        const std::string reason = stopped_.empty() ? "no key share for any of its groups is known" : stopped_;
        out.doubts.push_back({"signature_algorithms", nullptr, reason});
    }
}

void add_handshake(Version version, const std::string& suite, Findings& findings) {
    const std::string name(name_of(version));
    const std::string reason = "seen in a whole handshake alone";
    auto& suites = findings.ciphers[version];
    if (std::count(findings.versions.begin(), findings.versions.end(), version) == 0) {
        findings.versions.insert(std::upper_bound(findings.versions.begin(), findings.versions.end(), version),
                                 version);
        std::erase_if(findings.doubts, [&](const Doubt& doubt) {
            return doubt.fact == "versions" && doubt.value.string_or("") == name;
        });
        findings.doubts.push_back({ciphers_fact(version), nullptr, reason});
    }
    if (std::count(suites.begin(), suites.end(), suite) > 0) return;
    suites.push_back(suite);
    findings.server_order[version].reset();
    if (suites.size() > 1) findings.doubts.push_back({order_fact(version), nullptr, reason});
}

// Nothing was answered with a ServerHello: what did come, the most telling first.
std::pair<model::Status, std::string> Enumeration::failure() const {
    const auto first = [&](auto holds) { return std::find_if(first_replies_.begin(), first_replies_.end(), holds); };
    const auto ended = [&](net::ExchangeEnd end) {
        return first([end](const Reply& reply) { return reply.end == end; });
    };
    const auto none = first_replies_.end();
    if (const auto away = ended(net::ExchangeEnd::turned_away); away != none)
        return {model::Status::blocked, away->reason};
    if (const auto without = ended(net::ExchangeEnd::no_tls); without != none)
        return {model::Status::not_applicable, without->reason};
    static constexpr std::uint8_t protocol_version = 70;
    auto spoken = first([](const Reply& r) { return r.spoke_tls && r.alert != protocol_version; });
    if (spoken == none) spoken = first([](const Reply& r) { return r.spoke_tls; });
    if (spoken != none) {
        if (ended(net::ExchangeEnd::reset) != none)
            return {model::Status::blocked, "the server answered at first and then reset every connection"};
        return {model::Status::protocol_error, "no version of TLS was answered: " + spoken->reason};
    }
    if (const auto other = first([](const Reply& r) { return r.foreign; }); other != none)
        return {model::Status::protocol_error, other->reason};
    if (const auto reset = ended(net::ExchangeEnd::reset); reset != none)
        return {model::Status::blocked, "every connection was reset"};
    if (ended(net::ExchangeEnd::closed) != none)
        return {model::Status::protocol_error, "connections are closed without an answer of TLS"};
    for (const auto end : {net::ExchangeEnd::enough, net::ExchangeEnd::limit}) {
        if (const auto broken = ended(end); broken != none) return {model::Status::protocol_error, broken->reason};
    }
    if (const auto silent = ended(net::ExchangeEnd::timeout); silent != none)
        return {model::Status::timeout, silent->reason};
    if (const auto slow = ended(net::ExchangeEnd::connect_timeout); slow != none)
        return {model::Status::timeout, slow->reason};
    if (const auto refused = ended(net::ExchangeEnd::refused); refused != none)
        return {model::Status::refused, refused->reason};
    if (first_replies_.empty()) return {model::Status::unreachable, "nothing was asked"};
    return {model::Status::unreachable, first_replies_.front().reason};
}

}  // namespace attt::scanner::tls
