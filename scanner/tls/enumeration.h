// What a server accepts, found out by hellos alone: a state machine without sockets or clocks. Ask next() for
// questions, put them to the server in any way and order, hand the answers back, until done().
//
// A thing is accepted when the server chose it; refused when the server said so and still answered something later (a
// limiter that refuses everybody would not), or closed twice in the same way, and each time still answered what it had
// answered before (of a whole version it must say no twice, with other questions in between); and open otherwise:
// silence and resets are asked again and never taken for a no. When even what was answered before is answered no more,
// it goes back to where it was last answered, waits longer and longer, asks one thing at a time, and in the end leaves
// the server in peace.
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
#include "scanner/tls/features.h"

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
    std::vector<std::string> prefers_chacha;  // versions whose order gives way to a client that puts ChaCha20 first
    std::vector<std::string> groups;
    std::vector<std::string> schemes;
    std::vector<Doubt> doubts;
};

// What a whole handshake negotiated is accepted, whatever the hellos showed.
void add_handshake(Version version, const std::string& suite, Findings& findings);

class Enumeration {
  public:
    struct Settings {
        std::string server_name;  // empty for an address
        std::uint64_t seed = 0;
        bool full = false;
        // Whoever drives it will make a whole handshake, and does so when it is asked for.
        bool handshake_follows = false;
    };
    explicit Enumeration(Settings settings);

    // Questions that do not depend on one another, as many as may be asked now. Empty while answers are awaited, and
    // once done.
    std::vector<Question> next(std::size_t at_most);
    void answer(std::size_t id, const net::ExchangeResult& result);
    bool done() const { return ended_; }
    // After next(), with room for one more connection: nothing is left to put, and what is under way are second looks.
    // A whole handshake that is put now, as one of the connections, speaks for the refusals.
    bool wants_handshake() const;
    // REQUIRES: wants_handshake().
    void begin_handshake();
    // `answered`: a ServerHello came. REQUIRES: begin_handshake() before it.
    void end_handshake(bool answered);
    // The server spoke, and not even in its answer to TLS 1.2 came a certificate that could be read.
    bool hides_certificate() const;
    // Ends it: what is not settled stays open.
    void stop(const std::string& reason);

    // Whether any version was answered. Without one there are no findings but a status, with its reason.
    bool answered() const { return !server_hellos_.empty(); }
    std::pair<model::Status, std::string> failure() const;

    Findings findings() const;
    FeatureReplies features() const;
    // The first bytes of the answer that showed each version, and of the one that refused it.
    const std::map<Version, std::string>& server_hellos() const { return server_hellos_; }
    const std::map<Version, std::string>& refusals() const { return refusals_; }
    // The certificates that came in the clear, DER, leaf first, of the latest version; empty when none came.
    std::vector<std::string> certificates() const;
    // A question for the certificate in the clear, where a version and suite would show it; to be put after done().
    std::optional<Question> certificate_question();
    std::size_t questions_asked() const { return asked_; }
    // How often the server was asked again what it had answered before, and how often it answered.
    int controls() const { return controls_; }
    int controls_answered() const { return controls_answered_; }

  private:
    // An enquiry and how often its present question was put.
    struct Slot {
        std::unique_ptr<Enquiry> enquiry;
        // doubtful: evaded, and waits for the control
        enum class State { held, ready, asked, parked, doubtful } state = State::ready;
        int attempts = 0;
        int tries = 0;
        int evasions = 0;
        int spoiled = 0;
        bool names_server = true;
        std::size_t put_at = 0;      // when: the number of the question
        std::size_t not_before = 0;  // likewise, while there is something else to ask
        Reply evasion;

        void settle() { attempts = tries = evasions = spoiled = 0; }
    };

    // What was done so far, so that it can be gone back to where the server was last known to answer.
    struct Step {
        enum class Kind { next, answer, resume } kind = Kind::next;
        std::size_t number = 0;  // at most so many, or the question's id
        net::ExchangeResult result;
        bool positive = false;  // an answer with a ServerHello
    };

    // A refusal after which no ServerHello has come yet.
    struct UnsealedRefusal {
        std::size_t put_at;  // when what was refused was put
        std::size_t asked;   // how many questions had been put when the refusal came
        std::size_t step;
    };

    template <class Kind, class... Arguments>
    Kind& add(Arguments&&... arguments) {
        auto enquiry = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
        Kind& out = *enquiry;
        slots_.push_back(std::make_unique<Slot>());
        slots_.back()->enquiry = std::move(enquiry);
        return out;
    }
    Question put(std::size_t id);
    bool only_second_looks_left() const;
    bool handshake_will_seal() const;
    bool can_wait(const Slot& slot) const;
    bool may_be_put(const Slot& slot) const;
    SuiteEnquiry* version_asked(const Slot& slot) const;
    bool newer_will_tell(const Slot& slot) const;
    void tell_older(const Slot& slot);
    void put_unknown_groups_first(ClientHello& hello) const;
    void put_unknown_schemes_first(ClientHello& hello) const;
    std::vector<Question> next_control();
    void advance();
    void release_held();
    void add_details();
    void add_groups_before_tls13();
    bool add_curves(const SuiteEnquiry& suites);
    bool add_dh(const SuiteEnquiry& suites);
    void add_tls13_groups();
    void add_schemes();
    void add_tls12_schemes();
    void add_tls13_schemes();
    bool add_features();
    void end_hesitations();
    bool want_control();
    void end_control();
    void give_more_time();
    void keep(Step step);
    void weigh(const Slot& slot, const Reply& reply);
    void go_back();
    void resume();
    void look_again_at_parked();
    void learn(const Slot& slot, const Reply& reply, const std::string& answer);
    void learn_hello(const Slot& slot, const Reply& reply, const std::string& answer);
    void take(Slot& slot, const Reply& reply);
    void take_evaded(Slot& slot, const Reply& reply);
    void take_spoiled(Slot& slot, const std::string& reason, bool slow);
    bool all_asked() const;
    bool schemes_settled() const;
    std::set<std::uint16_t> seen_schemes() const;
    Codes unknown_schemes() const;
    std::optional<ClientHello> known_hello() const;
    const SuiteEnquiry* suites_of(Version version) const;
    Codes unknown_of(const Codes& groups) const;
    Known known() const;
    void find_groups(Findings& out) const;
    void find_schemes(Findings& out) const;

    Settings settings_;
    bool ended_ = false;
    bool contact_made_ = false;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::map<Version, SuiteEnquiry*> suites_;
    std::map<Version, OrderEnquiry*> orders_;
    std::vector<GroupEnquiry*> curves_asked_;
    std::vector<GroupEnquiry*> dh_asked_;
    std::set<Version> curves_begun_;
    std::set<Version> dh_begun_;
    Ssl2Enquiry* ssl2_ = nullptr;
    Tls13SchemeEnquiry* tls13_schemes_ = nullptr;
    std::vector<SchemeEnquiry*> schemes_asked_;  // of TLS 1.2
    bool likely_schemes_begun_ = false;
    bool schemes_begun_ = false;
    bool features_begun_ = false;
    std::map<Feature, SingleEnquiry*> features_;
    FeatureReplies feature_replies_;
    std::size_t control_ = 0;  // its place among the slots
    SingleEnquiry* control_enquiry_ = nullptr;
    bool control_wanted_ = false;
    int controls_ = 0;
    int controls_answered_ = 0;
    int control_failures_ = 0;  // in a row
    int times_back_ = 0;
    std::set<std::uint16_t> groups_;
    std::set<std::uint16_t> schemes_seen_;
    bool schemes_come_beside_ = false;  // the latest hello for suites of TLS 1.2 showed one more
    std::map<Version, std::string> server_hellos_;
    std::map<Version, std::string> refusals_;
    std::map<Version, std::vector<std::string>> certificates_;
    std::vector<Reply> first_replies_;  // while nothing was answered: why not
    std::string stopped_;
    std::size_t asked_ = 0;
    std::size_t in_flight_ = 0;
    int spoiled_in_a_row_ = 0;
    std::string last_spoiled_;
    bool cautious_ = false;  // it stopped answering once: one at a time, and slower
    bool looked_again_ = false;
    bool handshake_asked_ = false;
    bool handshake_under_way_ = false;
    bool handshake_answered_ = false;
    std::size_t handshake_put_at_ = 0;  // how many questions had been put before it
    std::vector<Step> steps_;
    std::size_t bytes_kept_ = 0;
    std::vector<UnsealedRefusal> unsealed_;
};

}  // namespace attt::scanner::tls
