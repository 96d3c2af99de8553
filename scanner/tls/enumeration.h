// What a server accepts, found out by hellos alone: a state machine without sockets or clocks. Ask next() for
// questions, put them to the server in any way and order, hand the answers back, until done().
//
// A thing is accepted when the server chose it, refused when the server said so (or closed twice in the same way, and
// still answers what it answered before), and open otherwise: silence and resets are asked again and never taken for a
// no.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "model/observation.h"
#include "scanner/tls/enquiry.h"

namespace attt::scanner::tls {

struct Question {
    std::size_t id = 0;
    std::string hello;
    Wanted wanted = Wanted::server_hello;
    std::chrono::milliseconds pause{0};  // to wait before it is put
};

// An entry of the fact `undetermined`: a null value means the whole fact.
struct Doubt {
    std::string fact;
    base::Value value;
    std::string reason;
};

struct Findings {
    std::vector<Version> versions;
    std::map<Version, std::vector<std::string>> ciphers;
    std::map<Version, std::optional<bool>> server_order;
    std::vector<std::string> groups;
    std::vector<Doubt> doubts;
};

class Enumeration {
  public:
    struct Settings {
        std::string server_name;  // empty for an address
        std::uint64_t seed = 0;
    };
    explicit Enumeration(Settings settings);
    ~Enumeration();

    // Questions that do not depend on one another. Empty while answers are awaited, and once done.
    std::vector<Question> next();
    void answer(std::size_t id, const net::ExchangeResult& result);
    bool done() const { return phase_ == Phase::ended; }
    // Ends it: what is not settled stays open.
    void stop(const std::string& reason);

    // Whether any version was answered. Without one there are no findings but a status, with its reason.
    bool answered() const { return !server_hellos_.empty(); }
    std::pair<model::Status, std::string> failure() const;

    Findings findings() const;
    // The first bytes of the answer that showed each version.
    const std::map<Version, std::string>& server_hellos() const { return server_hellos_; }
    // The certificates that came in the clear, DER, leaf first, of the latest version; empty when none came.
    std::vector<std::string> certificates() const;
    // A question for the certificate in the clear, where a version and suite would show it; to be put after done().
    std::optional<Question> certificate_question();
    std::size_t questions_asked() const { return asked_; }

  private:
    enum class Phase { contact, versions, details, control, ended };
    struct Slot;

    template <class Kind, class... Arguments>
    Kind& add(Arguments&&... arguments);
    Question put(std::size_t id);
    void advance();
    void add_order_and_groups();
    bool add_group_enquiries();
    void add_curves(const SuiteEnquiry& suites);
    void add_dh(const SuiteEnquiry& suites);
    bool suspects_limiter();
    SingleEnquiry* add_control();
    bool begin_control();
    void end_control();
    void learn(Version version, const Reply& reply, const std::string& answer);
    void take(Slot& slot, const Reply& reply);
    void take_spoiled(Slot& slot, const std::string& reason, bool slow);
    bool all_settled() const;
    const SuiteEnquiry* suites_of(Version version) const;
    Codes unknown_of(const Codes& groups) const;

    Settings settings_;
    Phase phase_ = Phase::contact;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::map<Version, SuiteEnquiry*> suites_;
    std::map<Version, OrderEnquiry*> orders_;
    std::vector<GroupEnquiry*> groups_asked_;
    std::set<Version> groups_begun_;
    Ssl2Enquiry* ssl2_ = nullptr;
    SingleEnquiry* control_ = nullptr;    // whether implied refusals can be believed
    SingleEnquiry* suspicion_ = nullptr;  // whether the server answers at all any more
    std::set<std::uint16_t> groups_;
    std::map<Version, std::string> server_hellos_;
    std::map<Version, std::vector<std::string>> certificates_;
    std::vector<Reply> first_replies_;  // while nothing was answered: why not
    std::string stopped_;
    std::size_t asked_ = 0;
    int spoiled_in_a_row_ = 0;
    std::string last_spoiled_;
    bool cautious_ = false;  // it stopped answering once: fewer at once, and slower
};

}  // namespace attt::scanner::tls
