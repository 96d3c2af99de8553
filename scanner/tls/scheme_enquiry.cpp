// How the signature schemes are asked for.
#include <algorithm>

#include "scanner/tls/enquiry.h"

namespace attt::scanner::tls {
namespace {

// Families in the order of their use, so that few questions find the one that a server's key is of.
constexpr std::uint16_t rsa_family[] = {0x0804, 0x0805, 0x0806};
constexpr std::uint16_t ecdsa_family[] = {0x0403, 0x0503, 0x0603};

// RFC 8446, section 4.2.3: TLS 1.3 signs with these no more.
bool only_before_tls1_3(std::uint16_t scheme) {
    return scheme < 0x0700 && scheme != 0x0403 && scheme != 0x0503 && scheme != 0x0603;
}

Codes candidates(const std::set<std::uint16_t>& known) {
    Codes out(std::begin(rsa_family), std::end(rsa_family));
    out.insert(out.end(), std::begin(ecdsa_family), std::end(ecdsa_family));
    for (const std::uint16_t scheme : all_signature_schemes())
        if (!contains(out, scheme) && !only_before_tls1_3(scheme)) out.push_back(scheme);
    std::erase_if(out, [&](std::uint16_t scheme) { return known.contains(scheme); });
    return out;
}

}  // namespace

bool has_whole_family(const std::set<std::uint16_t>& schemes) {
    const auto known = [&](std::uint16_t scheme) { return schemes.contains(scheme); };
    return std::all_of(std::begin(rsa_family), std::end(rsa_family), known) ||
           std::all_of(std::begin(ecdsa_family), std::end(ecdsa_family), known);
}

ClientHello SchemeEnquiry::question() const {
    ClientHello hello{version(), suites_, groups_for(version()), {}, 0};
    // From the other end than the hellos that show schemes beside.
    hello.schemes.assign(left().rbegin(), left().rend());
    return hello;
}

std::optional<std::uint16_t> SchemeEnquiry::choice(const Reply& reply) const {
    return reply.exchange ? reply.exchange->scheme : std::nullopt;
}

Tls13SchemeEnquiry::Tls13SchemeEnquiry(Codes suites, std::uint16_t group, const std::set<std::uint16_t>& known)
    : Enquiry(Version::tls1_3), suites_(std::move(suites)), group_(group) {
    // Some are surely accepted unless TLS 1.2 has shown what the server's key can do: then probably none of the others.
    if (known.empty()) {
        divide(candidates(known));
    } else {
        waiting_.push_back({candidates(known), false});
    }
    is_first_half_ = false;  // nobody has said that any of them is accepted
    next_set();
}

// The first half is a family where there is one.
void Tls13SchemeEnquiry::divide(Codes schemes) {
    std::size_t half = (schemes.size() + 1) / 2;
    if (schemes.size() > std::size(rsa_family) &&
        (schemes.front() == rsa_family[0] || schemes.front() == ecdsa_family[0]))
        half = std::size(rsa_family);
    if (schemes.size() == std::size(rsa_family)) half = 1;
    const auto middle = schemes.begin() + static_cast<std::ptrdiff_t>(half);
    waiting_.push_back({Codes(middle, schemes.end()), false});
    waiting_.push_back({Codes(schemes.begin(), middle), false});
    is_first_half_ = true;
}

void Tls13SchemeEnquiry::next_set() {
    asked_.clear();
    refused_before_ = false;
    while (asked_.empty() && !waiting_.empty()) {
        Set set = std::move(waiting_.back());
        waiting_.pop_back();
        if (!set.one_is_accepted) {
            asked_ = std::move(set.schemes);
        } else if (set.schemes.size() == 1) {
            found_.push_back(set.schemes.front());
        } else {
            divide(std::move(set.schemes));
        }
    }
    if (asked_.empty()) finish();
}

ClientHello Tls13SchemeEnquiry::question() const {
    ClientHello hello{Version::tls1_3, suites_, {group_}, {}, 0};
    hello.schemes = asked_;
    hello.key_shares = {{group_, any_public_value(group_, group_).value_or(std::string())}};
    return hello;
}

void Tls13SchemeEnquiry::on_hello(const Reply& reply) {
    if (reply.hello && reply.hello->retry) return abandon("the server asks for another key share than before");
    is_first_half_ = false;
    refused_before_ = false;
    if (asked_.size() == 1) {
        found_.push_back(asked_.front());
    } else {
        divide(std::move(asked_));
    }
    next_set();
}

void Tls13SchemeEnquiry::on_refusal(const Reply&, Refusal refusal) {
    if (!refused_before_ && refusal == Refusal::said) {
        refused_before_ = true;
        return;
    }
    // One of the whole was accepted, so one of its other half is.
    if (is_first_half_ && !waiting_.empty()) waiting_.back().one_is_accepted = true;
    is_first_half_ = false;
    next_set();
}

void Tls13SchemeEnquiry::on_spoiled(const std::string& reason) {
    is_first_half_ = false;
    open_.push_back({std::move(asked_), reason});
    next_set();
}

void Tls13SchemeEnquiry::abandon(const std::string& reason) {
    if (done()) return;
    Codes rest = std::move(asked_);
    for (const Set& set : waiting_)
        rest.insert(rest.end(), set.schemes.begin(), set.schemes.end());
    if (!rest.empty()) open_.push_back({std::move(rest), reason});
    waiting_.clear();
    finish();
}

}  // namespace attt::scanner::tls
