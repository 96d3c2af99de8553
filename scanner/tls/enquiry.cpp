#include "scanner/tls/enquiry.h"

#include <algorithm>

namespace attt::scanner::tls {
bool contains(const Codes& codes, std::uint16_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool is_of(Version version, const Reply& reply) {
    return reply.hello && reply.hello->version == code_of(version);
}

bool is_chacha(std::uint16_t suite) {
    return suite_name(suite).find("CHACHA20") != std::string::npos;
}

namespace {

// Some servers with an order of their own let a client that begins with ChaCha20 have it.
void begin_without_chacha(Codes& suites) {
    if (suites.size() <= 2 || !is_chacha(suites.front())) return;
    const auto other = std::find_if(suites.begin(), suites.end() - 1, [](auto s) { return !is_chacha(s); });
    if (other != suites.end() - 1) std::swap(suites.front(), *other);
}

Codes chacha_last(Codes suites) {
    std::stable_partition(suites.begin(), suites.end(), [](std::uint16_t s) { return !is_chacha(s); });
    return suites;
}

}  // namespace

Codes backward(const std::vector<Codes>& runs) {
    Codes out;
    for (const Codes& run : runs)
        out.insert(out.end(), run.begin(), run.end());
    std::reverse(out.begin(), out.end());
    begin_without_chacha(out);
    return out;
}

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
    if (refused_before_ || refusal == Refusal::implied) return finish();
    refused_before_ = true;
}

void Ssl2Enquiry::abandon(const std::string& reason) {
    if (done()) return;
    open_reason_ = reason;
    finish();
}

Elimination::Elimination(Version version, Codes candidates) : Enquiry(version), left_(std::move(candidates)) {
    if (left_.empty()) finish();
}

void Elimination::on_hello(const Reply& reply) {
    const auto chosen = is_of(version(), reply) ? choice(reply) : std::nullopt;
    if (!chosen || !contains(left_, *chosen)) return finish();
    refused_before_ = false;
    found_.push_back(*chosen);
    std::erase(left_, *chosen);
    if (left_.empty()) finish();
}

void Elimination::leave_out(const std::set<std::uint16_t>& known) {
    if (done()) return;
    std::erase_if(left_, [&](std::uint16_t code) { return known.contains(code); });
    if (left_.empty()) finish();
}

void Elimination::on_refusal(const Reply&, Refusal refusal) {
    if (refused_before_ || refusal == Refusal::implied) return finish();
    refused_before_ = true;
}

void Elimination::on_spoiled(const std::string& reason) {
    abandon(reason);
}

void Elimination::abandon(const std::string& reason) {
    if (done()) return;
    open_.push_back({std::move(left_), reason});
    finish();
}

Wanted GroupEnquiry::wanted() const {
    return version() == Version::tls1_3 ? Wanted::server_hello : Wanted::key_exchange;
}

ClientHello GroupEnquiry::question() const {
    // From the other end than the hellos that show groups beside.
    Codes groups(left().rbegin(), left().rend());
    for (const std::uint16_t group : always_) {
        if (!contains(groups, group)) groups.push_back(group);
    }
    return {version(), suites_, std::move(groups), {}, 0};
}

std::optional<std::uint16_t> GroupEnquiry::choice(const Reply& reply) const {
    if (version() == Version::tls1_3) return reply.hello->group;
    return reply.exchange ? reply.exchange->group : std::nullopt;
}

OrderEnquiry::OrderEnquiry(Version version, std::vector<Codes> found, std::optional<std::uint16_t> chosen)
    : Enquiry(version), runs_(std::move(found)), backward_(backward(runs_)) {
    if (chosen) take_backward(*chosen);
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
    if (stage_ == Stage::merge) suites = chacha_last(std::move(suites));
    if (stage_ == Stage::chacha) {
        suites = order_;
        std::stable_partition(suites.begin(), suites.end(), is_chacha);
    }
    return {version(), std::move(suites), groups_for(version()), {}, 0};
}

void OrderEnquiry::on_hello(const Reply& reply) {
    if (!is_of(version(), reply)) return abandon("the server answered with another version than before");
    const std::uint16_t chosen = reply.hello->suite;
    switch (stage_) {
        case Stage::backward: return take_backward(chosen);
        case Stage::forward: return settle(chosen != backward_.back());
        case Stage::merge: return merge(chosen);
        case Stage::chacha: prefers_chacha_ = is_chacha(chosen); return finish();
    }
}

void OrderEnquiry::take_backward(std::uint16_t chosen) {
    if (chosen != backward_.front()) return settle(true);
    // Of one run the last chosen cannot be the server's favourite; of several it can.
    if (runs_.size() == 1) return settle(false);
    stage_ = Stage::forward;
}

void OrderEnquiry::settle(bool server_order) {
    server_order_ = server_order;
    if (!server_order) return finish();
    stage_ = Stage::merge;
    if (runs_.size() > 1) return;
    order_ = std::move(runs_.front());
    end_with_order();
}

void OrderEnquiry::merge(std::uint16_t chosen) {
    const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const Codes& r) { return r.front() == chosen; });
    if (run == runs_.end()) return abandon("the server chose a suite that was not offered");
    order_.push_back(chosen);
    run->erase(run->begin());
    if (run->empty()) runs_.erase(run);
    if (runs_.size() > 1) return;
    order_.insert(order_.end(), runs_.front().begin(), runs_.front().end());
    end_with_order();
}

void OrderEnquiry::end_with_order() {
    const bool has = std::any_of(order_.begin(), order_.end(), is_chacha);
    if (!has || is_chacha(order_.front())) return finish();
    stage_ = Stage::chacha;
}

void OrderEnquiry::on_refusal(const Reply& reply, Refusal) {
    abandon("suites accepted before were refused together: " + reply.reason);
}

void OrderEnquiry::abandon(const std::string& reason) {
    if (done()) return;
    // The order itself is known by then.
    if (stage_ != Stage::chacha) server_order_.reset();
    if (stage_ != Stage::chacha) open_reason_ = reason;
    finish();
}

void SingleEnquiry::end(const Reply& reply, bool answered) {
    answered_ = answered;
    reply_ = reply;
    finish();
}

void SingleEnquiry::on_refusal(const Reply& reply, Refusal refusal) {
    constexpr std::uint8_t inappropriate_fallback = 86;  // RFC 7507, section 3: nobody says this by chance
    if (refused_before_ || refusal == Refusal::implied || reply.alert == inappropriate_fallback)
        return end(reply, false);
    refused_before_ = true;
}

void SingleEnquiry::abandon(const std::string& reason) {
    if (done()) return;
    answered_ = false;
    reply_.reset();
    open_reason_ = reason;
    finish();
}

void SingleEnquiry::renew() {
    answered_ = false;
    refused_before_ = false;
    reply_.reset();
    open_reason_.clear();
    begin_again();
}

}  // namespace attt::scanner::tls
