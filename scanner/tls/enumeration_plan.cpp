// What an enumeration asks next, by what it knows so far.
#include <algorithm>
#include <iterator>

#include "scanner/tls/certificate.h"
#include "scanner/tls/enumeration.h"

namespace attt::scanner::tls {
namespace {

Codes suites_that(const Codes& suites, bool (*holds)(std::uint16_t)) {
    Codes out;
    std::copy_if(suites.begin(), suites.end(), std::back_inserter(out), holds);
    return out;
}

bool over_curves_with_other_key(std::uint16_t suite) {
    return exchanges_over_curves(suite) && !signed_by_ecdsa(suite);
}

bool signs_its_exchange(std::uint16_t suite) {
    return (exchanges_over_curves(suite) || exchanges_over_dh(suite)) && sends_certificate(suite) &&
           !hints_at_psk(suite);
}

}  // namespace

// Whatever can be asked by now.
void Enumeration::add_details() {
    if (!answered()) return;
    for (const auto& [version, suites] : suites_) {
        if (!suites->done() || orders_.contains(version)) continue;
        if (suites->all_found().size() >= 2)
            orders_[version] = &add<OrderEnquiry>(version, suites->runs(), suites->chosen_backward());
    }
    add_tls13_groups();
    add_groups_before_tls13();
    add_schemes();
    add_features();
}

bool settled(const std::vector<GroupEnquiry*>& enquiries) {
    return std::all_of(enquiries.begin(), enquiries.end(),
                       [](const auto* each) { return each->done() || each->looks_again(); });
}

void Enumeration::add_tls13_groups() {
    const SuiteEnquiry* suites = suites_of(Version::tls1_3);
    if (suites == nullptr || !curves_begun_.insert(Version::tls1_3).second) return;
    dh_begun_.insert(Version::tls1_3);
    const Codes unknown = unknown_of(groups_for(Version::tls1_3));
    // Two lists, so that they can be asked for at the same time.
    for (const bool ffdhe : {false, true}) {
        Codes part;
        std::copy_if(unknown.begin(), unknown.end(), std::back_inserter(part),
                     [&](auto g) { return is_ffdhe(g) == ffdhe; });
        if (part.empty()) continue;
        auto& asked = ffdhe ? dh_asked_ : curves_asked_;
        asked.push_back(&add<GroupEnquiry>(Version::tls1_3, suites->all_found(), part));
    }
}

// From the newest version down, each asked only for what the newer ones have not shown.
void Enumeration::add_groups_before_tls13() {
    const auto add_of_one = [&](std::set<Version>& begun, const std::vector<GroupEnquiry*>& asked, auto add_of) {
        for (auto version = all_versions.rbegin(); version != all_versions.rend() && settled(asked); ++version) {
            if (*version == Version::ssl2 || begun.contains(*version)) continue;
            if (!suites_[*version]->found_all()) break;
            begun.insert(*version);
            const SuiteEnquiry* suites = suites_of(*version);
            if (suites != nullptr && add_of(*suites)) break;
        }
    };
    add_of_one(curves_begun_, curves_asked_, [this](const SuiteEnquiry& suites) { return add_curves(suites); });
    add_of_one(dh_begun_, dh_asked_, [this](const SuiteEnquiry& suites) { return add_dh(suites); });
}

bool Enumeration::add_curves(const SuiteEnquiry& suites) {
    const Codes accepted = suites.all_found();
    Codes asked = suites_that(accepted, over_curves_with_other_key);
    Codes always;
    if (asked.empty()) {
        asked = suites_that(accepted, exchanges_over_curves);
        const auto sent = certificates_.find(suites.version());
        if (sent != certificates_.end() && !sent->second.empty()) {
            if (const auto curve = curve_of_certificate(sent->second.front())) always.push_back(*curve);
        }
    }
    Codes curves = suites_that(unknown_of(groups_for(suites.version())), [](std::uint16_t g) { return !is_ffdhe(g); });
    if (asked.empty() || curves.empty()) return false;
    curves_asked_.push_back(
        &add<GroupEnquiry>(suites.version(), std::move(asked), std::move(curves), std::move(always)));
    return true;
}

bool Enumeration::add_dh(const SuiteEnquiry& suites) {
    Codes asked = suites_that(suites.all_found(), exchanges_over_dh);
    const auto ffdhe = ffdhe_groups();
    Codes groups = unknown_of({ffdhe.begin(), ffdhe.end()});
    if (asked.empty() || groups.empty()) return false;
    dh_asked_.push_back(&add<GroupEnquiry>(suites.version(), std::move(asked), std::move(groups)));
    return true;
}

void Enumeration::add_schemes() {
    add_tls12_schemes();
    add_tls13_schemes();
}

// As soon as a likely suite with a signature is known, beside the search for the others: the server is left to choose
// among all that are likely. Where others turn out to sign too, they are asked once more for what is not known by then.
void Enumeration::add_tls12_schemes() {
    const SuiteEnquiry& tls12 = *suites_[Version::tls1_2];
    // asked at every answer, and the same for all servers
    static const Codes likely = suites_that(suite_portions(Version::tls1_2).front(), signs_its_exchange);
    const auto is_likely = [&](std::uint16_t s) { return std::find(likely.begin(), likely.end(), s) != likely.end(); };
    const Codes signing = suites_that(tls12.all_found(), signs_its_exchange);
    if (!likely_schemes_begun_ && std::any_of(signing.begin(), signing.end(), is_likely)) {
        likely_schemes_begun_ = true;
        schemes_asked_.push_back(&add<SchemeEnquiry>(likely, unknown_schemes()));
    }
    if (schemes_begun_ || !tls12.found_all() || !schemes_settled()) return;
    schemes_begun_ = true;
    if (!std::all_of(signing.begin(), signing.end(), is_likely))
        schemes_asked_.push_back(&add<SchemeEnquiry>(signing, unknown_schemes()));
}

// Only for what TLS 1.2 has not shown: there the answer names the scheme, here it takes a search. Where all that a key
// signs with are known, the last look there need not be awaited.
void Enumeration::add_tls13_schemes() {
    const SuiteEnquiry* tls13 = suites_of(Version::tls1_3);
    const bool known = (schemes_begun_ && schemes_settled()) ||
                       (suites_.at(Version::tls1_2)->found_all() && has_whole_family(seen_schemes()));
    if (tls13_schemes_ != nullptr || tls13 == nullptr || !known) return;
    const auto usable = std::find_if(groups_.begin(), groups_.end(),
                                     [](std::uint16_t group) { return any_public_value(group, 0).has_value(); });
    // Without one the question cannot be put, unless a group that can is still to be found.
    if (usable == groups_.end()) return;
    tls13_schemes_ = &add<Tls13SchemeEnquiry>(tls13->all_found(), *usable, seen_schemes());
}

bool Enumeration::schemes_settled() const {
    return std::all_of(schemes_asked_.begin(), schemes_asked_.end(),
                       [](const auto* each) { return each->done() || each->looks_again(); });
}

std::set<std::uint16_t> Enumeration::seen_schemes() const {
    std::set<std::uint16_t> out = schemes_seen_;
    for (const SchemeEnquiry* enquiry : schemes_asked_)
        out.insert(enquiry->found().begin(), enquiry->found().end());
    if (tls13_schemes_ != nullptr) out.insert(tls13_schemes_->found().begin(), tls13_schemes_->found().end());
    return out;
}

Codes Enumeration::unknown_schemes() const {
    const std::set<std::uint16_t> seen = seen_schemes();
    const auto all = all_signature_schemes();
    Codes out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](auto scheme) { return !seen.contains(scheme); });
    return out;
}

Known Enumeration::known() const {
    Known out;
    for (const auto& [version, suites] : suites_)
        if (!suites->all_found().empty()) out.suites[version] = suites->all_found();
    out.server_name = settings_.server_name;
    out.compression_asked = feature_replies_.compression_offered;
    return out;
}

FeatureReplies Enumeration::features() const {
    FeatureReplies out = feature_replies_;
    for (const auto& [feature, enquiry] : features_)
        out.of[feature] = {enquiry->reply(), enquiry->open_reason()};
    out.asked = features_begun_;
    out.stopped = stopped_;
    return out;
}

// Those of full depth need all suites.
bool Enumeration::add_features() {
    const bool all = std::all_of(suites_.begin(), suites_.end(), [this](const auto& each) {
        const SuiteEnquiry& suites = *each.second;
        return suites.done() || suites.hesitates() || (!settings_.full && suites.found_all());
    });
    if (features_begun_ || !all || !contact_made_) return false;
    features_begun_ = true;
    for (Planned& planned : plan_features(known(), settings_.full)) {
        features_[planned.feature] = &add<SingleEnquiry>(std::move(planned.hello), planned.wanted);
        slots_.back()->names_server = planned.names_server;
    }
    return !features_.empty();
}

// Some version has shown whether lists of any length are read, or none has.
void Enumeration::end_hesitations() {
    const bool reads_all =
        std::any_of(suites_.begin(), suites_.end(), [](const auto& each) { return each.second->reads_all(); });
    for (const auto& slot : slots_)
        if (slot->enquiry->hesitates()) slot->enquiry->end_hesitation(reads_all);
}

// A hello that was answered before; nothing while there is none.
std::optional<ClientHello> Enumeration::known_hello() const {
    for (auto version = all_versions.rbegin(); version != all_versions.rend(); ++version) {
        const SuiteEnquiry* suites = suites_of(*version);
        if (suites != nullptr) return ClientHello{*version, suites->all_found(), groups_for(*version), {}, 0};
    }
    if (server_hellos_.contains(Version::ssl2)) return ClientHello{Version::ssl2, {}, {}, {}, 0};
    return std::nullopt;
}

std::optional<Question> Enumeration::certificate_question() {
    for (const Version version : {Version::tls1_2, Version::tls1_1, Version::tls1_0, Version::ssl3}) {
        const SuiteEnquiry* suites = suites_of(version);
        if (suites == nullptr) continue;
        Codes asked = suites_that(suites->all_found(), sends_certificate);
        if (asked.empty()) continue;
        add<SingleEnquiry>(ClientHello{version, std::move(asked), groups_for(version), {}, 0}, Wanted::certificate);
        return put(slots_.size() - 1);
    }
    return std::nullopt;
}

bool Enumeration::hides_certificate() const {
    return answered() && certificates_.empty() && suites_.at(Version::tls1_2)->begun();
}

const SuiteEnquiry* Enumeration::suites_of(Version version) const {
    const auto found = suites_.find(version);
    return found == suites_.end() || found->second->all_found().empty() ? nullptr : found->second;
}

Codes Enumeration::unknown_of(const Codes& groups) const {
    Codes out;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(out),
                 [&](std::uint16_t g) { return !groups_.contains(g); });
    return out;
}

}  // namespace attt::scanner::tls
