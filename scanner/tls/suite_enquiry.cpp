// How the suites of one version are asked for.
#include <algorithm>

#include "scanner/tls/enquiry.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint8_t protocol_version = 70;

}  // namespace

SuiteEnquiry::SuiteEnquiry(Version version) : Enquiry(version) {
    const std::vector<Codes>& portions = suite_portions(version);
    left_ = portions.front();
    for (auto portion = portions.begin() + 1; portion != portions.end(); ++portion)
        unlikely_.insert(unlikely_.end(), portion->begin(), portion->end());
}

Wanted SuiteEnquiry::wanted() const {
    const bool shown = version() < Version::tls1_3 && (stage_ == Stage::contact || exchange_came_);
    return shown ? Wanted::key_exchange : Wanted::server_hello;
}

bool SuiteEnquiry::looks_again() const {
    if (stage_ == Stage::confirm || portion_refused_) return true;
    return !offered_ && (stage_ == Stage::whole || (stage_ == Stage::contact && refused_before_));
}

bool SuiteEnquiry::found_all() const {
    return done() || hesitates() || looks_again() || stage_ == Stage::look_again;
}

bool SuiteEnquiry::shows_schemes() const {
    return offered_ && stage_ != Stage::without_ffdhe;
}

ClientHello SuiteEnquiry::question() const {
    Codes suites = left_;
    // Some servers with an order of their own let a client that begins with ChaCha20 have it: it would hide their
    // order.
    std::stable_partition(suites.begin(), suites.end(), [](std::uint16_t s) { return !is_chacha(s); });
    if (stage_ == Stage::look_again) {
        const Codes accepted = backward(runs());
        suites.insert(suites.end(), accepted.begin(), accepted.end());
    }
    Codes groups = groups_for(version());
    if (stage_ == Stage::without_ffdhe) std::erase_if(groups, is_ffdhe);
    ClientHello hello{version(), std::move(suites), std::move(groups), {}, 0};
    // A server that cannot bear it is asked again without.
    if (stage_ == Stage::contact && version() < Version::tls1_3) hello.compressions = all_compressions;
    return hello;
}

void SuiteEnquiry::take(std::uint16_t suite) {
    portion_refused_ = false;
    if (begin_run_) found_.emplace_back();
    begin_run_ = false;
    found_.back().push_back(suite);
    std::erase(left_, suite);
}

void SuiteEnquiry::enter(Stage stage) {
    stage_ = stage;
    if (stage == Stage::ended) finish();
}

void SuiteEnquiry::on_hello(const Reply& reply) {
    if (!is_of(version(), reply)) return on_refusal(reply, Refusal::said);
    offered_ = true;
    const std::uint16_t suite = reply.hello->suite;
    if (stage_ == Stage::contact) exchange_came_ = reply.exchange.has_value();
    if (stage_ == Stage::look_again && contains(all_found(), suite)) {
        reads_all_ = !unlikely_.empty();  // a short list says nothing about long ones
        chosen_backward_ = suite;
        offered_backward_ = all_found().size();
        // Its least favourite of a run is chosen by a server that follows the client's order alone: it has passed over
        // all that stood before.
        if (suite == backward(runs()).front() && runs().back().size() > 1) return begin_without_ffdhe();
        stage_ = Stage::confirm;
        return;
    }
    if (!contains(left_, suite)) {
        if (!contains(all_found(), suite)) noted_.push_back(suite);
        return on_refusal(reply, Refusal::said);
    }
    take(suite);
    if (stage_ == Stage::contact) {
        left_.insert(left_.end(), unlikely_.begin(), unlikely_.end());
        begin_run_ = true;
        stage_ = Stage::whole;
    } else if (stage_ == Stage::look_again || stage_ == Stage::confirm) {
        stage_ = Stage::whole;
    }
    const bool by_portion = stage_ == Stage::portions || stage_ == Stage::without_ffdhe;
    if (left_.empty()) return by_portion ? next_portion() : after_whole();
}

// The version is chosen before the suite: an answer about it holds for every suite.
void SuiteEnquiry::on_refusal(const Reply& reply, Refusal refusal) {
    const bool about_version = reply.alert == protocol_version || (reply.hello && !is_of(version(), reply));
    // What a server chose is its word; an alert may have been one of a bad moment.
    const bool last_word = reply.hello || refused_before_ || refusal == Refusal::implied;
    const bool of_all = about_version || (stage_ == Stage::contact && unlikely_.empty());
    if (!offered_ && of_all && !last_word) {
        refused_before_ = true;
        refused_for_version_ = about_version;
        return;
    }
    if (!offered_ && about_version) return refuse_version();
    switch (stage_) {
        case Stage::contact:
            if (unlikely_.empty()) return begin_without_ffdhe();
            left_.insert(left_.end(), unlikely_.begin(), unlikely_.end());
            stage_ = Stage::whole;
            return;
        case Stage::whole: return after_whole();
        case Stage::look_again: return begin_portions();
        case Stage::confirm: return begin_without_ffdhe();
        case Stage::portions:
        case Stage::without_ffdhe:
            if (portion_refused_ || refusal == Refusal::implied || reply.hello) return next_portion();
            portion_refused_ = true;
            return;
        case Stage::hesitant:
        case Stage::ended: return;
    }
}

// Nothing of the whole list is accepted (any more).
void SuiteEnquiry::after_whole() {
    if (left_.empty()) return begin_without_ffdhe();
    if (found_.empty()) {
        stage_ = Stage::hesitant;
    } else {
        stage_ = Stage::look_again;
    }
}

void SuiteEnquiry::end_hesitation(bool reads_all) {
    if (reads_all) {
        reads_all_ = true;
        return begin_without_ffdhe();
    }
    begin_portions();
}

void SuiteEnquiry::begin_portions() {
    waiting_ = in_portions(left_);
    std::reverse(waiting_.begin(), waiting_.end());
    left_.clear();
    stage_ = Stage::portions;
    next_portion();
}

void SuiteEnquiry::next_portion() {
    begin_run_ = true;
    portion_refused_ = false;
    if (waiting_.empty()) return stage_ == Stage::portions ? begin_without_ffdhe() : enter(Stage::ended);
    left_ = std::move(waiting_.back());
    waiting_.pop_back();
}

// RFC 7919, section 4: a server that knows none of the offered groups must not choose DHE, and one that is offered none
// may use its own parameters. Where DHE was chosen among groups, the others are refused with good reason.
void SuiteEnquiry::begin_without_ffdhe() {
    const Codes accepted = all_found();
    const bool asked = std::any_of(accepted.begin(), accepted.end(), exchanges_over_dh);
    left_.clear();
    if (!offered_ || asked || version() < Version::tls1_0 || version() > Version::tls1_2) return enter(Stage::ended);
    Codes missing;
    for (const Codes& portion : suite_portions(version()))
        std::copy_if(portion.begin(), portion.end(), std::back_inserter(missing), exchanges_over_dh);
    waiting_ = reads_all_ ? std::vector<Codes>{std::move(missing)} : in_portions(missing);
    std::reverse(waiting_.begin(), waiting_.end());
    stage_ = Stage::without_ffdhe;
    next_portion();
}

std::optional<std::uint16_t> SuiteEnquiry::chosen_backward() const {
    return all_found().size() == offered_backward_ ? chosen_backward_ : std::nullopt;
}

void SuiteEnquiry::refuse_version() {
    left_.clear();
    enter(Stage::ended);
}

bool SuiteEnquiry::on_user_wanted() {
    Codes users;
    std::copy_if(left_.begin(), left_.end(), std::back_inserter(users), names_user);
    if (users.empty() || users.size() == left_.size()) return false;
    std::erase_if(left_, names_user);
    std::erase_if(unlikely_, names_user);
    Open& open = open_.emplace_back();  // in place: at -O2 GCC 12 takes the move for a read out of bounds
    open.codes = std::move(users);
    open.reason = "the server asks for a user's name before it answers";
    return true;
}

void SuiteEnquiry::on_spoiled(const std::string& reason) {
    switch (stage_) {
        // A hello that is too long for it, perhaps.
        case Stage::whole:
            if (offered_ || !found_.empty()) return begin_portions();
            return abandon(reason);
        case Stage::look_again: return begin_portions();
        case Stage::confirm: open_.push_back({std::move(left_), reason}); return begin_without_ffdhe();
        case Stage::contact: return abandon(reason);
        case Stage::portions:
            // Whether the version is offered at all is open: no use in asking for its other suites.
            if (!offered_) return abandon(reason);
            open_.push_back({std::move(left_), reason});
            return next_portion();
        case Stage::without_ffdhe: open_.push_back({std::move(left_), reason}); return next_portion();
        case Stage::hesitant:
        case Stage::ended: return;
    }
}

void SuiteEnquiry::abandon(const std::string& reason) {
    if (done()) return;
    Codes rest = std::move(left_);
    for (const Codes& portion : waiting_)
        rest.insert(rest.end(), portion.begin(), portion.end());
    if (stage_ == Stage::contact) rest.insert(rest.end(), unlikely_.begin(), unlikely_.end());
    if (!rest.empty()) open_.push_back({std::move(rest), reason});
    waiting_.clear();
    enter(Stage::ended);
}

// The suite of the contact was the server's favourite among the likely ones: of one run with the others, when all of
// them are likely.
std::vector<Codes> SuiteEnquiry::runs() const {
    std::vector<Codes> out = found_;
    const Codes& likely = suite_portions(version()).front();
    const bool one = out.size() > 1 && out.front().size() == 1 &&
                     std::all_of(out[1].begin(), out[1].end(), [&](std::uint16_t s) { return contains(likely, s); });
    if (one) {
        out[1].insert(out[1].begin(), out[0].front());
        out.erase(out.begin());
    }
    for (const std::uint16_t suite : noted_)
        out.push_back({suite});
    return out;
}

Codes SuiteEnquiry::all_found() const {
    Codes out;
    for (const Codes& run : found_)
        out.insert(out.end(), run.begin(), run.end());
    out.insert(out.end(), noted_.begin(), noted_.end());
    return out;
}

}  // namespace attt::scanner::tls
