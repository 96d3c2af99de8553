#include "rules/tls_client.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/derive_tls_suites.h"

namespace attt::rules {
namespace {

using base::Value;
using Names = std::vector<std::string>;

bool among(const Names& values, std::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_curve(std::string_view group) {
    return !group.starts_with("ffdhe") && !holds(group, "MLKEM") && !holds(group, "Kyber") && !group.ends_with("tls13");
}

// Groups that RFC 8446 and its successors let TLS 1.3 use.
bool is_of_tls13(std::string_view group) {
    static constexpr std::string_view curves[] = {"x25519", "x448", "secp256r1", "secp384r1", "secp521r1"};
    return !is_curve(group) || std::find(std::begin(curves), std::end(curves), group) != std::end(curves) ||
           group.starts_with("GC") || group == "curveSM2";
}

// RFC 8446 4.2.3: neither PKCS #1 v1.5 nor SHA-1 and SHA-224 in its handshakes.
bool signs_tls13(std::string_view scheme) {
    return !scheme.starts_with("rsa_pkcs1_") && !scheme.starts_with("dsa_") && !scheme.ends_with("_sha1") &&
           !scheme.ends_with("_sha224") && !scheme.ends_with("_md5");
}

std::string curve_of_key(std::int64_t bits) {
    switch (bits) {
        case 256: return "secp256r1";
        case 384: return "secp384r1";
        case 521: return "secp521r1";
        default: return "";
    }
}

enum class Can { yes, no, open };

class Handshake {
  public:
    Handshake(const TlsClient& client, const TlsServer& server) : client_(client), server_(server) {}

    TlsSimulation run() {
        if (agree_on_version() && choose()) {
            out_.connects = Connects::yes;
            look_at_dh();
        }
        if (out_.connects == Connects::yes) look_at_tolerance();
        if (out_.connects != Connects::no) look_at_name();
        return std::move(out_);
    }

  private:
    bool stop(Connects connects, std::string reason, std::string detail = {}) {
        out_.connects = connects;
        out_.reason = std::move(reason);
        out_.detail = std::move(detail);
        return false;
    }

    bool doubted(std::string_view fact, std::string_view value) const {
        const auto all = server_.doubts(fact);
        return std::any_of(all.begin(), all.end(),
                           [&](const TlsDoubt& each) { return each.value.empty() || each.value == value; });
    }
    bool any_doubted(std::string_view fact, const Names& offered) const {
        return std::any_of(offered.begin(), offered.end(), [&](const auto& each) { return doubted(fact, each); });
    }

    // The newest that both speak (RFC 5246 E.1).
    bool agree_on_version() {
        if (!server_.states("versions")) return stop(Connects::unknown, "open_version");
        for (auto it = std::rbegin(tls_versions_in_order); it != std::rend(tls_versions_in_order); ++it) {
            if (!among(client_.versions, *it)) continue;
            if (doubted("versions", *it) && !server_.speaks(*it))
                return stop(Connects::unknown, "open_version", std::string(*it));
            if (server_.speaks(*it)) {
                out_.version = *it;
                return true;
            }
        }
        return stop(Connects::no, "no_common_version", client_.versions.empty() ? "" : client_.versions.back());
    }

    bool is_tls13() const { return out_.version == "TLSv1.3"; }

    Names common_groups() const {
        const Names of_server = server_.strings("groups");
        Names out;
        for (const std::string& group : client_.groups) {
            const bool usable = is_tls13() ? is_of_tls13(group) : is_curve(group);
            if (usable && among(of_server, group)) out.push_back(group);
        }
        return out;
    }
    Can shares_group() const {
        if (client_.groups.empty() && !is_tls13()) return Can::yes;  // RFC 8422 4: the server is free to choose
        if (!common_groups().empty()) return Can::yes;
        const bool open = !server_.states("groups") || any_doubted("groups", client_.groups);
        return open ? Can::open : Can::no;
    }

    // In TLS 1.3 any scheme will do; in TLS 1.2 one for the suite's key; before it there was no choice.
    Can shares_signature(std::string_view suite) const {
        const bool tls12 = out_.version == "TLSv1.2";
        const std::string key = suite_key(suite);
        const bool is_signed = suite_over_dh(suite) || suite_over_curves(suite);
        if (!is_tls13() && (!tls12 || !is_signed || key.empty())) return Can::yes;
        // RFC 5246 7.4.1.4.1: who names none is taken to know SHA-1.
        static const Names by_default = {"rsa_pkcs1_sha1", "dsa_sha1", "ecdsa_sha1"};
        const Names& offered = client_.signature_algorithms.empty() ? by_default : client_.signature_algorithms;
        const Names of_server = server_.strings("signature_algorithms");
        const auto fits = [&](const std::string& scheme) {
            if (is_tls13()) return signs_tls13(scheme);
            const std::string by = scheme_key(scheme);
            return by == key || (key == "EC" && (by == "Ed25519" || by == "Ed448"));
        };
        bool open = !server_.states("signature_algorithms");
        for (const std::string& scheme : offered) {
            if (!fits(scheme)) continue;
            if (among(of_server, scheme)) return Can::yes;
            open = open || doubted("signature_algorithms", scheme);
        }
        return open ? Can::open : Can::no;
    }

    // RFC 8422 2.1: the certificate's curve must be one that the client named.
    bool knows_curve_of_certificate(std::string_view suite) const {
        if (is_tls13() || suite_key(suite) != "EC" || client_.groups.empty()) return true;
        for (const Value* certificate : server_.certificates()) {
            if ((*certificate)["key_type"].string_or("") != "EC") continue;
            const std::string curve = curve_of_key((*certificate)["key_bits"].integer_or(0));
            return curve.empty() || among(client_.groups, curve);
        }
        return true;
    }

    // Whether an accepted suite can be agreed on; why not goes to `refusal_`.
    Can usable(const std::string& suite) {
        Can out = Can::yes;
        const auto weigh = [&](Can can, const char* refusal, const char* opening) {
            if (can == Can::no && out != Can::no) refusal_ = refusal;
            if (can == Can::open) opening_ = opening;
            if (can == Can::no || (can == Can::open && out == Can::yes)) out = can;
        };
        if (is_tls13() || suite_over_curves(suite)) weigh(shares_group(), "no_common_group", "open_groups");
        if (!knows_curve_of_certificate(suite)) weigh(Can::no, "no_common_group", "");
        weigh(shares_signature(suite), "no_common_signature", "open_signatures");
        return out;
    }

    bool choose() {
        const Names accepted = server_.suites(out_.version);
        const std::string fact = "ciphers." + out_.version;
        const auto doubts = server_.doubts(fact);
        const bool list_open =
            std::any_of(doubts.begin(), doubts.end(), [](const TlsDoubt& each) { return each.value.empty(); }) ||
            (accepted.empty() && doubts.empty());
        Names sure, maybe;
        bool common = false;
        for (const std::string& suite : client_.suites) {
            const bool taken = among(accepted, suite);
            const bool doubt = !taken && !list_open && doubted(fact, suite);
            if (!taken && !doubt) continue;
            common = true;
            const Can can = usable(suite);
            if (can == Can::no) continue;
            (taken && can == Can::yes ? sure : maybe).push_back(suite);
            if (doubt) opening_ = "open_suites";
        }
        if (sure.empty()) {
            if (!maybe.empty()) return stop(Connects::unknown, opening_);
            if (list_open) return stop(Connects::unknown, "open_suites");
            return stop(Connects::no, common ? refusal_ : "no_common_suite", out_.version);
        }
        pick(accepted, sure, maybe);
        if (list_open) out_.reason = "open_suites";
        return true;
    }

    // What the server would take of those: by its own order or the client's, or any where that is not known.
    void pick(const Names& accepted, const Names& sure, const Names& maybe) {
        const std::optional<bool> imposed = server_.order(out_.version);
        Names candidates = sure;
        candidates.insert(candidates.end(), maybe.begin(), maybe.end());
        if (!imposed && candidates.size() > 1 && accepted.size() > 1) {
            out_.suites = in_order_of(client_.suites, candidates);
        } else if (imposed.value_or(false)) {
            out_.suites = until_sure(in_order_of(by_server(accepted), candidates), sure);
            for (const std::string& suite : maybe)
                if (!among(accepted, suite) && !among(out_.suites, suite)) out_.suites.push_back(suite);
        } else {
            out_.suites = until_sure(in_order_of(client_.suites, candidates), sure);
        }
        const bool over_curves = is_tls13() || std::any_of(out_.suites.begin(), out_.suites.end(),
                                                           [](const auto& suite) { return suite_over_curves(suite); });
        if (over_curves) out_.groups = common_groups();
    }

    // A server that lets those have ChaCha20 who put it first takes the first such suite of its own list.
    Names by_server(const Names& accepted) const {
        const auto is_chacha = [](const std::string& suite) { return holds(suite, "CHACHA20"); };
        const bool yields = among(server_.strings("chacha20_preferred"), out_.version) && !client_.suites.empty() &&
                            is_chacha(client_.suites.front());
        Names out = accepted;
        if (yields) std::stable_partition(out.begin(), out.end(), is_chacha);
        return out;
    }

    static Names in_order_of(const Names& order, const Names& chosen) {
        Names out;
        std::copy_if(order.begin(), order.end(), std::back_inserter(out),
                     [&](const std::string& each) { return among(chosen, each); });
        return out;
    }
    static Names until_sure(const Names& ordered, const Names& sure) {
        Names out;
        for (const std::string& suite : ordered) {
            out.push_back(suite);
            if (among(sure, suite)) break;
        }
        return out;
    }

    // A server does not know how long a prime its client will bear: it chooses, and the client breaks off.
    void look_at_dh() {
        if (client_.least_dh_bits == 0 && client_.most_dh_bits == 0) return;
        const auto over_dh = [](const std::string& suite) { return suite_over_dh(suite); };
        if (std::none_of(out_.suites.begin(), out_.suites.end(), over_dh)) return;
        const bool always = std::all_of(out_.suites.begin(), out_.suites.end(), over_dh);
        const Value* known = server_.facts().at_path("dh.smallest_bits");
        if (known == nullptr || known->if_integer() == nullptr) {
            stop(Connects::unknown, "open_dh");
            return;
        }
        const std::int64_t bits = known->integer_or(0);
        const bool too_long = client_.most_dh_bits > 0 && bits > client_.most_dh_bits;
        if (!too_long && bits >= client_.least_dh_bits) return;
        stop(always ? Connects::no : Connects::unknown, too_long ? "dh_too_long" : "dh_too_short",
             std::to_string(bits));
    }

    void look_at_tolerance() {
        const Names intolerances = server_.strings("intolerances");
        if (!intolerances.empty() && among(client_.versions, "TLSv1.3"))
            stop(Connects::unknown, "intolerant", intolerances.front());
    }

    void look_at_name() {
        if (client_.sni) return;
        const std::string answer = server_.facts()["certificate_without_name"]["answer"].string_or("");
        if (answer == "refused") {
            stop(Connects::no, "name_refused");
        } else if (answer == "other") {
            stop(Connects::no, "other_certificate");
        } else if (answer != "same" && out_.connects == Connects::yes) {
            stop(Connects::unknown, "open_name");
        }
    }

    const TlsClient& client_;
    const TlsServer& server_;
    TlsSimulation out_;
    std::string refusal_ = "no_common_suite";
    std::string opening_ = "open_suites";
};

// "TLSv1.0", "tls1.0" and "TLS 1.0" are one.
std::string version_key(std::string_view text) {
    std::string out;
    for (const char c : base::to_lower_ascii(text))
        if (c != 'v' && c != ' ') out += c;
    return out;
}

bool is_cut(const TlsCut& cut, std::string_view version, const std::string& suite) {
    if (among(cut.suites, suite)) return true;
    const Names kinds = kinds_of_suite(version, suite);
    return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kind) { return among(cut.kinds, kind); });
}

}  // namespace

TlsSimulation simulate(const TlsClient& client, const TlsServer& server) {
    return Handshake(client, server).run();
}

base::Result<TlsCut> read_tls_cut(std::span<const std::string> parts, const Names& suites, const Names& groups) {
    std::map<std::string, std::pair<Names TlsCut::*, std::string>> known;
    for (const std::string& group : groups)
        known[base::to_lower_ascii(group)] = {&TlsCut::groups, group};
    for (const std::string& suite : suites)
        known[base::to_lower_ascii(suite)] = {&TlsCut::suites, suite};
    for (const std::string_view kind : suite_kind_names)
        known[std::string(kind)] = {&TlsCut::kinds, std::string(kind)};
    known["3des"] = {&TlsCut::kinds, "triple_des"};
    TlsCut out;
    for (const std::string& part : parts) {
        const auto version =
            std::find_if(std::begin(tls_versions_in_order), std::end(tls_versions_in_order),
                         [&](std::string_view each) { return version_key(each) == version_key(part); });
        if (version != std::end(tls_versions_in_order)) {
            out.versions.emplace_back(*version);
            continue;
        }
        const auto found = known.find(base::to_lower_ascii(part));
        if (found != known.end()) {
            (out.*found->second.first).push_back(found->second.second);
            continue;
        }
        Names names(std::begin(tls_versions_in_order), std::end(tls_versions_in_order));
        for (const auto& [key, meaning] : known)
            names.push_back(meaning.second);
        const auto near = base::nearest(part, names);
        return base::fail(base::ErrorCode::bad_usage, "tls_clients.unknown_part",
                          {{"value", base::printable(part, 80)}, {"nearest", near.value_or("")}});
    }
    return out;
}

Value facts_without(const Value& facts, const TlsCut& cut) {
    const base::Object* known = facts.if_object();
    if (known == nullptr || cut.empty()) return facts;
    const TlsServer server(facts);
    const auto wholly_open = [&](const std::string& version) {
        const auto doubts = server.doubts("ciphers." + version);
        return std::any_of(doubts.begin(), doubts.end(), [](const TlsDoubt& each) { return each.value.empty(); });
    };
    base::Object out = *known;
    Names gone = cut.versions;
    base::Object ciphers;
    if (const base::Object* before = facts["ciphers"].if_object(); before != nullptr) {
        for (const auto& [version, suites] : *before) {
            if (among(gone, version)) continue;
            const Names all = base::strings_of(suites);
            Names left;
            std::copy_if(all.begin(), all.end(), std::back_inserter(left),
                         [&, at = version](const std::string& suite) { return !is_cut(cut, at, suite); });
            if (left.empty() && !all.empty() && !wholly_open(version))
                gone.push_back(version);
            else
                ciphers.set(version, Value(left));
        }
        out.set("ciphers", std::move(ciphers));
    }
    const auto filter = [&](const char* fact, const Names& without) {
        if (facts[fact].if_array() == nullptr) return;
        Names left;
        for (const std::string& value : base::strings_of(facts[fact]))
            if (!among(without, value)) left.push_back(value);
        out.set(fact, Value(left));
    };
    filter("versions", gone);
    filter("groups", cut.groups);
    base::Array open;
    if (const base::Array* doubts = facts["undetermined"].if_array(); doubts != nullptr) {
        for (const Value& doubt : *doubts) {
            const std::string fact = doubt["fact"].string_or("");
            const std::string value = doubt["value"].string_or("");
            const std::size_t dot = fact.find('.');
            const std::string version = dot == std::string::npos ? "" : fact.substr(dot + 1);
            const bool settled = (fact == "versions" && among(gone, value)) || among(gone, version) ||
                                 (fact.starts_with("ciphers.") && !value.empty() && is_cut(cut, version, value)) ||
                                 (fact == "groups" && among(cut.groups, value));
            if (!settled) open.push_back(doubt);
        }
        out.set("undetermined", std::move(open));
    }
    return out;
}

}  // namespace attt::rules
