// The enquiries that an enumeration is made of. Each asks one hello at a time and learns from its answer; none knows of
// sockets, of retries or of the others.
#pragma once

#include <cstdint>
#include <optional>
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

class Enquiry {
  public:
    explicit Enquiry(Version version) : version_(version) {}
    virtual ~Enquiry() = default;

    Version version() const { return version_; }
    bool done() const { return done_; }
    virtual Wanted wanted() const { return Wanted::server_hello; }

    // What to ask next. REQUIRES: !done(). Server name and seed are the caller's to fill in.
    virtual ClientHello question() const = 0;
    // What came of it; `on_hello` where a ServerHello came.
    virtual void on_hello(const Reply& reply) = 0;
    virtual void on_refusal(const Reply& reply, Refusal refusal) = 0;
    // The question stays open for good.
    virtual void on_spoiled(const std::string& reason) = 0;
    // All that is not settled yet stays open.
    virtual void abandon(const std::string& reason) = 0;
    // Implied refusals are no longer believed.
    virtual void distrust_implied(const std::string& /*reason*/) {}
    virtual bool relies_on_implied() const { return false; }

  protected:
    void finish() { done_ = true; }

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
    void distrust_implied(const std::string& reason) override;
    bool relies_on_implied() const override { return implied_; }

    const std::vector<std::uint32_t>& ciphers() const { return ciphers_; }
    const std::string& open_reason() const { return open_reason_; }  // empty: settled

  private:
    std::vector<std::uint32_t> ciphers_;
    std::string open_reason_;
    bool implied_ = false;  // that it is refused
};

// Offers a list, drops what the server chose, and again until it refuses: portion by portion.
class Elimination : public Enquiry {
  public:
    Elimination(Version version, std::vector<Codes> portions);

    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override;
    void abandon(const std::string& reason) override;
    void distrust_implied(const std::string& reason) override;
    bool relies_on_implied() const override { return !implied_.empty(); }

    // What was accepted, in the order chosen, by portion (empty portions left out).
    const std::vector<Codes>& found() const { return found_; }
    Codes all_found() const;
    const std::vector<Open>& open() const { return open_; }

  protected:
    // What the server chose of what is offered; nothing when that is none of it.
    virtual std::optional<std::uint16_t> choice(const Reply& reply) const = 0;
    // Whether a refusal of this portion refuses all of them.
    virtual bool refuses_all(const Reply& reply) const = 0;
    // Asked once, when all portions are through: more of them.
    virtual std::vector<Codes> last_portions() { return {}; }

    const Codes& left() const { return left_; }
    // Takes down what the server chose though it was not offered.
    void note(std::uint16_t code);

  private:
    void next_portion();

    std::vector<Codes> waiting_;  // in reverse
    Codes left_;                  // of the portion being asked
    bool last_asked_ = false;
    bool portion_found_ = false;
    std::vector<Codes> found_;
    std::vector<Open> open_;
    Codes implied_;  // that they are refused
};

// The suites of one version, and by that the version itself.
class SuiteEnquiry final : public Elimination {
  public:
    explicit SuiteEnquiry(Version version) : Elimination(version, suite_portions(version)) {}
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_spoiled(const std::string& reason) override;

    bool offered() const { return offered_; }  // a ServerHello of this version came

  protected:
    std::optional<std::uint16_t> choice(const Reply& reply) const override;
    bool refuses_all(const Reply& reply) const override;
    std::vector<Codes> last_portions() override;

  private:
    bool offered_ = false;
    bool without_ffdhe_ = false;
};

// The groups of one version, with suites that need one. `always` is offered last in every hello (an ECDSA certificate's
// own curve, without which the server could not use it).
class GroupEnquiry final : public Elimination {
  public:
    GroupEnquiry(Version version, Codes suites, Codes groups, Codes always = {})
        : Elimination(version, {std::move(groups)}), suites_(std::move(suites)), always_(std::move(always)) {}
    Wanted wanted() const override;
    ClientHello question() const override;

  protected:
    std::optional<std::uint16_t> choice(const Reply& reply) const override;
    bool refuses_all(const Reply&) const override { return true; }

  private:
    Codes suites_;
    Codes always_;
};

// Whether the server keeps an order of its own, and if its suites came in several portions, that order.
class OrderEnquiry final : public Enquiry {
  public:
    // REQUIRES: at least two suites in all.
    OrderEnquiry(Version version, std::vector<Codes> found);
    ClientHello question() const override;
    void on_hello(const Reply& reply) override;
    void on_refusal(const Reply& reply, Refusal refusal) override;
    void on_spoiled(const std::string& reason) override { abandon(reason); }
    void abandon(const std::string& reason) override;

    std::optional<bool> server_order() const { return server_order_; }
    const Codes& order() const { return order_; }  // where server_order() is true
    const std::string& open_reason() const { return open_reason_; }

  private:
    enum class Stage { backward, forward, merge };
    Codes heads() const;
    void settle(bool server_order);
    void merge(std::uint16_t chosen);

    Stage stage_ = Stage::backward;
    std::vector<Codes> runs_;  // each in the order in which the server chose
    Codes backward_;
    std::optional<bool> server_order_;
    Codes order_;
    std::string open_reason_;
};

// One hello whose answer is known or of use by itself: whether the server still answers, its certificate.
class SingleEnquiry final : public Enquiry {
  public:
    SingleEnquiry(Version version, Codes suites, Wanted wanted)
        : Enquiry(version), suites_(std::move(suites)), wanted_(wanted) {}
    Wanted wanted() const override { return wanted_; }
    ClientHello question() const override;
    void on_hello(const Reply&) override { end(true); }
    void on_refusal(const Reply&, Refusal) override { end(false); }
    void on_spoiled(const std::string&) override { end(false); }
    void abandon(const std::string&) override { end(false); }
    bool answered() const { return answered_; }

  private:
    void end(bool answered) {
        answered_ = answered;
        finish();
    }
    Codes suites_;
    Wanted wanted_;
    bool answered_ = false;
};

}  // namespace attt::scanner::tls
