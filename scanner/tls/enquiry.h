// The enquiries that an enumeration is made of. Each asks one hello at a time and learns from its answer; none knows of
// sockets, of retries or of the others.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scanner/tls/client_hello.h"
#include "scanner/tls/reply.h"

namespace attt::scanner::tls {

using Codes = std::vector<std::uint16_t>;

// What could not be settled, and why.
struct Open {
    Codes codes;
    std::string reason;
};

enum class Refusal {
    said,     // by an alert, or by choosing something else
    implied,  // by closing, or by an alert about something else, twice: believed only while other hellos are still
              // answered
};

// What several enquiries ask of codes and answers.
bool contains(const Codes& codes, std::uint16_t code);
bool is_of(Version version, const Reply& reply);  // a ServerHello of that version
bool is_chacha(std::uint16_t suite);
// All suites of the runs, the last chosen first: a server without an order of its own chooses the first of them.
Codes backward(const std::vector<Codes>& runs);

class Enquiry {
  public:
    explicit Enquiry(Version version) : version_(version) {}
    virtual ~Enquiry() = default;

    Version version() const { return version_; }
    bool done() const { return done_; }
    virtual Wanted wanted() const { return Wanted::server_hello; }
    // Whether a ServerHello without the key exchange behind it says nothing.
    virtual bool needs_exchange() const { return false; }

    // What to ask next. REQUIRES: !done(). Server name and seed are the caller's to fill in.
    virtual ClientHello question() const = 0;
    // What came of it; `on_hello` where a ServerHello came.
    virtual void on_hello(const Reply& reply) = 0;
    virtual void on_refusal(const Reply& reply, Refusal refusal) = 0;
    // The question stays open for good.
    virtual void on_spoiled(const std::string& reason) = 0;
    // All that is not settled yet stays open.
    virtual void abandon(const std::string& reason) = 0;
    // The server wants a user's name before it answers (an SRP suite, say): true when the question is another one now.
    virtual bool on_user_wanted() { return false; }
    // Waits for what other enquiries learn: whether the server reads lists of any length to their end.
    virtual bool hesitates() const { return false; }
    virtual void end_hesitation(bool /*reads_all*/) {}
    // The question repeats one that was refused: better put when other things have been asked in between.
    virtual bool looks_again() const { return false; }
    // Groups, or signature schemes, are all offered, in any order: what the server chooses of them is learnt beside.
    virtual bool shows_groups() const { return false; }
    virtual bool shows_schemes() const { return false; }
    // What it asks for is shown beside by answers to others: better put when nothing else is left to ask.
    virtual bool can_wait() const { return false; }
    // What was learnt so far, from any answer. REQUIRES: no question is under way.
    virtual void learn(const std::set<std::uint16_t>& /*groups*/, const std::set<std::uint16_t>& /*schemes*/) {}

  protected:
    void finish() { done_ = true; }
    void begin_again() { done_ = false; }

  private:
    Version version_;
    bool done_ = false;
};

// SSLv2: one hello, the server lists what it has in common with us.
class Ssl2Enquiry final : public Enquiry {
  public:
    Ssl2Enquiry() : Enquiry(Version::ssl2) {}
    Wanted wanted() const override { return Wanted::ssl2_hello; }
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override { abandon(reason); }
    void abandon(const std::string& reason) override;
    bool looks_again() const override { return refused_before_ && !done(); }

    const std::vector<std::uint32_t>& ciphers() const { return ciphers_; }
    const std::string& open_reason() const { return open_reason_; }  // empty: settled

  private:
    std::vector<std::uint32_t> ciphers_;
    std::string open_reason_;
    bool refused_before_ = false;  // by an answer, not by closing
};

// Offers a list, drops what the server chose, and again until it refuses, twice.
class Elimination : public Enquiry {
  public:
    Elimination(Version version, Codes candidates);

    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override;
    void abandon(const std::string& reason) override;
    bool looks_again() const override { return refused_before_ && !done(); }

    const Codes& found() const { return found_; }  // in the order chosen
    const std::vector<Open>& open() const { return open_; }

  protected:
    // These were shown by other answers: they need not be asked for.
    void leave_out(const std::set<std::uint16_t>& known);
    // What the server chose of what is offered; nothing when that is none of it.
    virtual std::optional<std::uint16_t> choice(const Reply& reply) const = 0;
    const Codes& left() const { return left_; }

  private:
    Codes left_;
    Codes found_;
    std::vector<Open> open_;
    bool refused_before_ = false;  // what is left, by an answer
};

// The suites of one version, and by that the version itself. Contact is made with the likely ones; then all that are
// not yet accepted are offered together until the server refuses them, and it is made sure that it has read the list to
// its end: what it had accepted is offered once more behind all of them, backwards, which shows its order too. A server
// with an order of its own may have chosen by that alone: it is offered what it refused once more. One that does not
// read so much, or cannot bear it, is asked in portions. A version that was refused is asked once more, later.
class SuiteEnquiry final : public Enquiry {
  public:
    explicit SuiteEnquiry(Version version);
    // At contact the rest of the flight is of use too: certificate, group, parameters.
    Wanted wanted() const override;
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override;
    void abandon(const std::string& reason) override;
    bool on_user_wanted() override;
    bool hesitates() const override { return stage_ == Stage::hesitant; }
    void end_hesitation(bool reads_all) override;
    bool looks_again() const override;
    bool shows_groups() const override { return shows_schemes(); }
    bool shows_schemes() const override;

    bool offered() const { return offered_; }  // a ServerHello of this version came
    // The version was refused, and is looked at again.
    bool refused_once() const { return !offered_ && looks_again(); }
    bool refused_once_for_version() const { return refused_once() && refused_for_version_; }
    // The second look at a newer version was refused for its version. REQUIRES: refused_once().
    void refuse_with_newer() { refuse_version(); }
    // Whether the first hello was answered.
    bool begun() const { return stage_ != Stage::contact || refused_before_; }
    // Nothing more is expected: what was refused is only looked at again.
    bool found_all() const;
    // Whether it has shown that it reads a list of all suites to its end.
    bool reads_all() const { return reads_all_; }
    // What was accepted: runs, each in the order in which the server chose.
    std::vector<Codes> runs() const;
    Codes all_found() const;
    // What was chosen when all that is accepted was offered backwards; nothing where that was not asked.
    std::optional<std::uint16_t> chosen_backward() const;
    const std::vector<Open>& open() const { return open_; }

  private:
    enum class Stage { contact, whole, look_again, confirm, hesitant, portions, without_ffdhe, ended };
    void take(std::uint16_t suite);
    void enter(Stage stage);
    void next_portion();
    void after_whole();
    void begin_portions();
    void begin_without_ffdhe();
    void refuse_version();

    Stage stage_ = Stage::contact;
    Codes left_;                  // what the present question offers
    Codes unlikely_;              // not offered at contact
    std::vector<Codes> waiting_;  // portions, in reverse
    std::vector<Codes> found_;
    Codes noted_;  // chosen without having been offered
    std::vector<Open> open_;
    bool begin_run_ = true;
    bool offered_ = false;
    bool reads_all_ = false;
    bool refused_before_ = false;       // the version, by an alert
    bool refused_for_version_ = false;  // that said so
    bool portion_refused_ = false;      // the present one, by an answer
    bool exchange_came_ = false;        // at contact
    std::optional<std::uint16_t> chosen_backward_;
    std::size_t offered_backward_ = 0;
};

// The groups of one version, with suites that need one. `always` is offered last in every hello (an ECDSA certificate's
// own curve, without which the server could not use it).
class GroupEnquiry final : public Elimination {
  public:
    GroupEnquiry(Version version, Codes suites, Codes groups, Codes always = {})
        : Elimination(version, std::move(groups)), suites_(std::move(suites)), always_(std::move(always)) {}
    Wanted wanted() const override;
    bool needs_exchange() const override { return wanted() == Wanted::key_exchange; }
    ClientHello question() const override;
    void learn(const std::set<std::uint16_t>& groups, const std::set<std::uint16_t>&) override { leave_out(groups); }

  protected:
    std::optional<std::uint16_t> choice(const Reply& reply) const override;

  private:
    Codes suites_;
    Codes always_;
};

// The signature schemes of TLS 1.2, of which the key exchange names one.
class SchemeEnquiry final : public Elimination {
  public:
    // REQUIRES: suites whose key exchange is signed.
    SchemeEnquiry(Codes suites, Codes schemes)
        : Elimination(Version::tls1_2, std::move(schemes)), suites_(std::move(suites)) {}
    Wanted wanted() const override { return Wanted::key_exchange; }
    bool needs_exchange() const override { return true; }
    bool shows_groups() const override { return true; }
    bool can_wait() const override { return true; }
    ClientHello question() const override;
    void learn(const std::set<std::uint16_t>&, const std::set<std::uint16_t>& schemes) override { leave_out(schemes); }

  protected:
    std::optional<std::uint16_t> choice(const Reply& reply) const override;

  private:
    Codes suites_;
};

// Whether all schemes are among them that a key of one kind, RSA or ECDSA, signs with in TLS 1.3.
bool has_whole_family(const std::set<std::uint16_t>& schemes);

// The signature schemes of TLS 1.3. Its signature is encrypted, so what is seen is whether the server goes on: sets of
// schemes are offered with a key share, and those that are met with a flight are divided further.
class Tls13SchemeEnquiry final : public Enquiry {
  public:
    // `known` are left out. REQUIRES: any_public_value(group) is known.
    Tls13SchemeEnquiry(Codes suites, std::uint16_t group, const std::set<std::uint16_t>& known);
    Wanted wanted() const override { return Wanted::encrypted_flight; }
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override;
    void abandon(const std::string& reason) override;
    bool looks_again() const override { return refused_before_ && !done(); }

    const Codes& found() const { return found_; }
    const std::vector<Open>& open() const { return open_; }

  private:
    struct Set {
        Codes schemes;
        bool one_is_accepted;  // known already: its other half was refused
    };
    void divide(Codes schemes);
    void next_set();

    Codes suites_;
    std::uint16_t group_;
    Codes asked_;
    std::vector<Set> waiting_;  // in reverse
    bool is_first_half_ = false;
    bool refused_before_ = false;  // what is asked
    Codes found_;
    std::vector<Open> open_;
};

// Whether the server keeps an order of its own; if its suites came in several runs, that order; and whether it lets a
// client that puts ChaCha20 first have it all the same.
class OrderEnquiry final : public Enquiry {
  public:
    // `chosen`: of backward(found), where that was offered already. REQUIRES: at least two suites in all.
    OrderEnquiry(Version version, std::vector<Codes> found, std::optional<std::uint16_t> chosen = std::nullopt);
    bool shows_groups() const override { return true; }
    bool shows_schemes() const override { return true; }
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override { abandon(reason); }
    void abandon(const std::string& reason) override;

    std::optional<bool> server_order() const { return server_order_; }
    // Nothing where the server has no order, or has no ChaCha20 behind something else in it.
    std::optional<bool> prefers_chacha() const { return prefers_chacha_; }
    const Codes& order() const { return order_; }  // where server_order() is true
    const std::string& open_reason() const { return open_reason_; }

  private:
    enum class Stage { backward, forward, merge, chacha };
    Codes heads() const;
    void take_backward(std::uint16_t chosen);
    void settle(bool server_order);
    void end_with_order();
    void merge(std::uint16_t chosen);

    Stage stage_ = Stage::backward;
    std::vector<Codes> runs_;  // each in the order in which the server chose
    Codes backward_;
    std::optional<bool> server_order_;
    std::optional<bool> prefers_chacha_;
    Codes order_;
    std::string open_reason_;
};

// One hello whose answer is known or of use by itself.
class SingleEnquiry final : public Enquiry {
  public:
    SingleEnquiry(ClientHello hello, Wanted wanted)
        : Enquiry(hello.version), hello_(std::move(hello)), wanted_(wanted) {}
    Wanted wanted() const override { return wanted_; }
    ClientHello question() const override { return hello_; }
    void on_hello(const Reply& reply) override { end(reply, true); }
    void on_refusal(const Reply& reply, Refusal refusal) override;
    bool looks_again() const override { return refused_before_ && !done(); }
    void on_spoiled(const std::string& reason) override { abandon(reason); }
    void abandon(const std::string& reason) override;
    // Asked again from the beginning.
    void renew();

    bool answered() const { return answered_; }
    // Nothing when the question stays open.
    const std::optional<Reply>& reply() const { return reply_; }
    const std::string& open_reason() const { return open_reason_; }

  private:
    void end(const Reply& reply, bool answered);

    ClientHello hello_;
    Wanted wanted_;
    bool answered_ = false;
    bool refused_before_ = false;
    std::optional<Reply> reply_;
    std::string open_reason_;
};

}  // namespace attt::scanner::tls
