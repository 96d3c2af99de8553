#include "scanner/tls/enquiry.h"

#include <algorithm>

namespace attt::scanner::tls {
namespace {

bool contains(const Codes& codes, std::uint16_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Codes without_ffdhe(const Codes& groups) {
    Codes out;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(out), [](std::uint16_t g) { return !is_ffdhe(g); });
    return out;
}

bool is_of(Version version, const Reply& reply) {
    return reply.hello && reply.hello->version == code_of(version);
}

bool is_chacha(std::uint16_t suite) {
    return suite_name(suite).find("CHACHA20") != std::string::npos;
}

}  // namespace

ClientHello Ssl2Enquiry::question() const {
    return {Version::ssl2, {}, {}, {}, 0};
}

void Ssl2Enquiry::on_hello(const Reply& reply) {
    ciphers_ = reply.ssl2_ciphers;
    std::sort(ciphers_.begin(), ciphers_.end());
    ciphers_.erase(std::unique(ciphers_.begin(), ciphers_.end()), ciphers_.end());
    finish();
}

void Ssl2Enquiry::on_refusal(const Reply&, Refusal refusal) {
    implied_ = refusal == Refusal::implied;
    finish();
}

void Ssl2Enquiry::abandon(const std::string& reason) {
    if (done()) return;
    open_reason_ = reason;
    finish();
}

void Ssl2Enquiry::distrust_implied(const std::string& reason) {
    if (implied_) open_reason_ = reason;
    implied_ = false;
}

Elimination::Elimination(Version version, std::vector<Codes> portions)
    : Enquiry(version), waiting_(std::move(portions)) {
    std::reverse(waiting_.begin(), waiting_.end());
    next_portion();
}

void Elimination::next_portion() {
    portion_found_ = false;
    left_.clear();
    if (waiting_.empty() && !last_asked_) {
        last_asked_ = true;
        waiting_ = last_portions();
    }
    while (left_.empty() && !waiting_.empty()) {
        left_ = std::move(waiting_.back());
        waiting_.pop_back();
    }
    if (left_.empty()) finish();
}

void Elimination::on_hello(const Reply& reply) {
    const auto chosen = is_of(version(), reply) ? choice(reply) : std::nullopt;
    if (!chosen || !contains(left_, *chosen)) return on_refusal(reply, Refusal::said);
    if (!portion_found_) found_.emplace_back();
    portion_found_ = true;
    found_.back().push_back(*chosen);
    std::erase(left_, *chosen);
    if (left_.empty()) next_portion();
}

void Elimination::note(std::uint16_t code) {
    if (!contains(all_found(), code)) found_.push_back({code});
}

void Elimination::on_refusal(const Reply& reply, Refusal refusal) {
    if (refusal == Refusal::implied) implied_.insert(implied_.end(), left_.begin(), left_.end());
    if (refuses_all(reply)) {
        waiting_.clear();
        last_asked_ = true;
    }
    next_portion();
}

void Elimination::on_spoiled(const std::string& reason) {
    open_.push_back({std::move(left_), reason});
    next_portion();
}

void Elimination::abandon(const std::string& reason) {
    if (done()) return;
    Codes rest = std::move(left_);
    for (const Codes& portion : waiting_)
        rest.insert(rest.end(), portion.begin(), portion.end());
    open_.push_back({std::move(rest), reason});
    waiting_.clear();
    finish();
}

void Elimination::distrust_implied(const std::string& reason) {
    if (!implied_.empty()) open_.push_back({std::move(implied_), reason});
    implied_.clear();
}

Codes Elimination::all_found() const {
    Codes out;
    for (const Codes& run : found_)
        out.insert(out.end(), run.begin(), run.end());
    return out;
}

ClientHello SuiteEnquiry::question() const {
    const Codes& groups = groups_for(version());
    return {version(), left(), without_ffdhe_ ? without_ffdhe(groups) : groups, {}, 0};
}

void SuiteEnquiry::on_hello(const Reply& reply) {
    offered_ = offered_ || is_of(version(), reply);
    if (is_of(version(), reply) && !contains(left(), reply.hello->suite)) note(reply.hello->suite);
    Elimination::on_hello(reply);
}

// Whether the version is offered at all is open: no use in asking for its other suites.
void SuiteEnquiry::on_spoiled(const std::string& reason) {
    if (!offered_) return abandon(reason);
    Elimination::on_spoiled(reason);
}

std::optional<std::uint16_t> SuiteEnquiry::choice(const Reply& reply) const {
    return reply.hello->suite;
}

// The version is chosen before the suite: an answer about it holds for every suite.
bool SuiteEnquiry::refuses_all(const Reply& reply) const {
    constexpr std::uint8_t protocol_version = 70;
    if (offered_) return false;
    return reply.alert == protocol_version || (reply.hello && !is_of(version(), reply));
}

// RFC 7919, section 4: a server that knows none of the offered groups must not choose DHE, and one that is offered none
// may use its own parameters. Both are asked for.
std::vector<Codes> SuiteEnquiry::last_portions() {
    if (!offered_ || version() < Version::tls1_0 || version() > Version::tls1_2) return {};
    without_ffdhe_ = true;
    const Codes accepted = all_found();
    Codes missing;
    for (const Codes& portion : suite_portions(version())) {
        for (const std::uint16_t suite : portion) {
            if (exchanges_over_dh(suite) && !contains(accepted, suite)) missing.push_back(suite);
        }
    }
    return in_portions(missing);
}

Wanted GroupEnquiry::wanted() const {
    return version() == Version::tls1_3 ? Wanted::server_hello : Wanted::key_exchange;
}

ClientHello GroupEnquiry::question() const {
    Codes groups = left();
    for (const std::uint16_t group : always_) {
        if (!contains(groups, group)) groups.push_back(group);
    }
    return {version(), suites_, std::move(groups), {}, 0};
}

std::optional<std::uint16_t> GroupEnquiry::choice(const Reply& reply) const {
    if (version() == Version::tls1_3) return reply.hello->group;
    return reply.exchange ? reply.exchange->group : std::nullopt;
}

OrderEnquiry::OrderEnquiry(Version version, std::vector<Codes> found) : Enquiry(version), runs_(std::move(found)) {
    for (const Codes& run : runs_)
        backward_.insert(backward_.end(), run.begin(), run.end());
    std::reverse(backward_.begin(), backward_.end());
    // Some servers with an order of their own let a client that begins with ChaCha20 have it.
    if (backward_.size() > 2 && is_chacha(backward_.front())) {
        const auto other = std::find_if(backward_.begin(), backward_.end() - 1, [](auto s) { return !is_chacha(s); });
        if (other != backward_.end() - 1) std::swap(backward_.front(), *other);
    }
}

Codes OrderEnquiry::heads() const {
    Codes out;
    for (const Codes& run : runs_) {
        if (!run.empty()) out.push_back(run.front());
    }
    return out;
}

ClientHello OrderEnquiry::question() const {
    Codes suites = stage_ == Stage::merge ? heads() : backward_;
    if (stage_ == Stage::forward) std::reverse(suites.begin(), suites.end());
    return {version(), std::move(suites), groups_for(version()), {}, 0};
}

void OrderEnquiry::on_hello(const Reply& reply) {
    if (!is_of(version(), reply)) return abandon("the server answered with another version than before");
    const std::uint16_t chosen = reply.hello->suite;
    switch (stage_) {
        case Stage::backward:
            if (chosen != backward_.front()) return settle(true);
            // Of one run the last chosen cannot be the server's favourite; of several it can.
            if (runs_.size() == 1) return settle(false);
            stage_ = Stage::forward;
            return;
        case Stage::forward: return settle(chosen != backward_.back());
        case Stage::merge: return merge(chosen);
    }
}

void OrderEnquiry::settle(bool server_order) {
    server_order_ = server_order;
    if (!server_order) return finish();
    stage_ = Stage::merge;
    if (runs_.size() > 1) return;
    order_ = std::move(runs_.front());
    finish();
}

void OrderEnquiry::merge(std::uint16_t chosen) {
    const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const Codes& r) { return r.front() == chosen; });
    if (run == runs_.end()) return abandon("the server chose a suite that was not offered");
    order_.push_back(chosen);
    run->erase(run->begin());
    if (run->empty()) runs_.erase(run);
    if (runs_.size() > 1) return;
    order_.insert(order_.end(), runs_.front().begin(), runs_.front().end());
    finish();
}

void OrderEnquiry::on_refusal(const Reply& reply, Refusal) {
    abandon("suites accepted before were refused together: " + reply.reason);
}

void OrderEnquiry::abandon(const std::string& reason) {
    if (done()) return;
    server_order_.reset();
    open_reason_ = reason;
    finish();
}

ClientHello SingleEnquiry::question() const {
    return {version(), suites_, groups_for(version()), {}, 0};
}

}  // namespace attt::scanner::tls
