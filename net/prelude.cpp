#include "net/prelude.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "net/failure.h"

namespace attt::net {
namespace {

// Greetings and lists of extensions are short; what goes on longer is no such server.
constexpr std::size_t most_bytes = 65536;
constexpr std::size_t longest_line = 4096;

bool starts_with_any_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() &&
           base::to_lower_ascii(text.substr(0, start.size())) == base::to_lower_ascii(start);
}

// Protocols of lines: each step waits for an answer, then says the next thing.
enum class Answer { unfinished, yes, no, not_now };

struct Step {
    std::string say;                     // when the step begins; empty: the peer speaks first
    Answer (*answer)(std::string_view);  // of one line
    std::string extension;               // must stand in one of the lines of the answer; empty: none
};

Answer three_digits(std::string_view line, std::string_view wanted) {
    const bool coded =
        line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
    if (!coded) return Answer::unfinished;  // FTP allows any text inside an answer of several lines
    if (line.size() > 3 && line[3] == '-') return Answer::unfinished;
    if (line.substr(0, 3) == wanted) return Answer::yes;
    // RFC 5321, section 4.2.1: 4yz is of the moment; 554 in place of a greeting is of who asks
    return line[0] == '4' || line.substr(0, 3) == "554" ? Answer::not_now : Answer::no;
}
Answer code_220(std::string_view line) {
    return three_digits(line, "220");
}
Answer code_234(std::string_view line) {
    return three_digits(line, "234");
}
Answer code_250(std::string_view line) {
    return three_digits(line, "250");
}

Answer pop3_status(std::string_view line) {
    return starts_with_any_case(line, "+OK") ? Answer::yes : Answer::no;
}
// A greeting that is a no speaks of us or of the moment, not of TLS.
Answer pop3_greeting(std::string_view line) {
    return starts_with_any_case(line, "-ERR") ? Answer::not_now : pop3_status(line);
}
Answer imap_greeting(std::string_view line) {
    if (starts_with_any_case(line, "* BYE")) return Answer::not_now;
    return starts_with_any_case(line, "* OK") ? Answer::yes : Answer::no;
}
Answer imap_tagged(std::string_view line) {
    if (starts_with_any_case(line, "* ")) return Answer::unfinished;
    return starts_with_any_case(line, "a1 OK") ? Answer::yes : Answer::no;
}

class LineDialogue final : public Prelude {
  public:
    explicit LineDialogue(std::vector<Step> steps) : steps_(std::move(steps)) {}

    std::string opening() override { return {}; }

  protected:
    std::string read(std::string& received) override {
        std::string out;
        while (state() == State::waiting) {
            const auto end = received.find('\n');
            if (end == std::string::npos) {
                if (received.size() > longest_line) give_up(State::without_tls, "a line without end");
                return out;
            }
            std::string line = received.substr(0, end);
            received.erase(0, end + 1);
            if (!line.empty() && line.back() == '\r') line.pop_back();
            out += take_line(line);
        }
        return out;
    }

  private:
    std::string take_line(const std::string& line) {
        const Step& step = steps_[at_];
        offered_ = offered_ || (!step.extension.empty() && line.size() > 4 &&
                                starts_with_any_case(std::string_view(line).substr(4), step.extension));
        switch (step.answer(line)) {
            case Answer::unfinished: return {};
            case Answer::no:
                give_up(State::without_tls, "the server answers: " + base::printable(line, 200));
                return {};
            case Answer::not_now:
                give_up(State::turned_away, "the server answers: " + base::printable(line, 200));
                return {};
            case Answer::yes: break;
        }
        if (!step.extension.empty() && !offered_) {
            give_up(State::without_tls, step.extension + " is not offered");
            return {};
        }
        if (++at_ == steps_.size()) {
            begin();
            return {};
        }
        return steps_[at_].say;
    }

    std::vector<Step> steps_;
    std::size_t at_ = 0;
    bool offered_ = false;
};

// One message each way, of a length that its first bytes tell.
class LdapDialogue final : public Prelude {
  public:
    // ExtendedRequest with the name of StartTLS, 1.3.6.1.4.1.1466.20037
    std::string opening() override {
        constexpr std::string_view request =
            "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
            "1.3.6.1.4.1.1466.20037";
        return std::string(request);
    }

  protected:
    std::string read(std::string& received) override {
        const auto message = element(received, 0, 0x30);
        if (message.state == Part::short_of_bytes) return {};
        const Element id = message.state == Part::whole ? element(received, message.begin, 0x02) : Element{};
        const Element response = id.state == Part::whole ? element(received, id.end, 0x78) : Element{};
        const Element code = response.state == Part::whole ? element(received, response.begin, 0x0a) : Element{};
        if (code.state != Part::whole || code.end != code.begin + 1) {
            give_up(State::without_tls, "no answer of LDAP");
        } else if (received[code.begin] != 0) {
            give_up(State::without_tls, "the server answers with the result code " +
                                            std::to_string(static_cast<unsigned char>(received[code.begin])));
        } else {
            received.erase(0, message.end);
            begin();
        }
        return {};
    }

  private:
    enum class Part { other, short_of_bytes, whole };
    struct Element {
        Part state = Part::other;
        std::size_t begin = 0, end = 0;  // of its content
    };
    // An element of BER with that tag at `at`.
    static Element element(std::string_view bytes, std::size_t at, unsigned char tag) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
        if (bytes.size() < at + 2) return {bytes.size() > at && byte(at) != tag ? Part::other : Part::short_of_bytes};
        if (byte(at) != tag) return {};
        std::size_t length = byte(at + 1), begin = at + 2;
        if (length >= 0x80) {
            const std::size_t octets = length & 0x7fU;
            if (octets == 0 || octets > 4) return {};
            if (bytes.size() < begin + octets) return {Part::short_of_bytes};
            length = 0;
            for (std::size_t i = 0; i < octets; ++i)
                length = length << 8U | byte(begin + i);
            begin += octets;
        }
        if (length > most_bytes) return {};
        if (bytes.size() < begin + length) return {Part::short_of_bytes};
        return {Part::whole, begin, begin + length};
    }
};

class RdpDialogue final : public Prelude {
  public:
    // TPKT, an X.224 connection request, and RDP_NEG_REQ for TLS with or without CredSSP
    std::string opening() override {
        return std::string("\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00", 19);
    }

  protected:
    std::string read(std::string& received) override {
        constexpr std::size_t header = 4, confirm = 11, with_answer = 19;
        if (received.size() < header) return {};
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received[i]); };
        const std::size_t length = static_cast<std::size_t>(byte(2)) << 8U | byte(3);
        if (byte(0) != 3 || length < confirm) {
            give_up(State::without_tls, "no answer of RDP");
        } else if (received.size() >= length) {
            if ((byte(5) & 0xf0U) != 0xd0U)
                give_up(State::without_tls, "no answer of RDP");
            else if (length < with_answer)
                give_up(State::without_tls, "the server knows no TLS");
            else if (byte(confirm) != 2 || byte(confirm + 4) == 0)
                give_up(State::without_tls, "the server refuses TLS");
            else
                begin();
            received.erase(0, length);
        }
        return {};
    }
};

}  // namespace

std::string Prelude::take(std::string_view bytes) {
    taken_ += bytes.size();
    received_ += bytes;
    std::string out = read(received_);
    if (state_ == State::waiting && taken_ > most_bytes) give_up(State::without_tls, "an answer without end");
    return out;
}

std::unique_ptr<Prelude> prelude_for(std::string_view scheme) {
    const auto lines = [](std::vector<Step> steps) { return std::make_unique<LineDialogue>(std::move(steps)); };
    if (scheme == "smtp")
        return lines(
            {{"", code_220, ""}, {"EHLO scanner.invalid\r\n", code_250, "STARTTLS"}, {"STARTTLS\r\n", code_220, ""}});
    if (scheme == "imap") return lines({{"", imap_greeting, ""}, {"a1 STARTTLS\r\n", imap_tagged, ""}});
    if (scheme == "pop3") return lines({{"", pop3_greeting, ""}, {"STLS\r\n", pop3_status, ""}});
    if (scheme == "ftp") return lines({{"", code_220, ""}, {"AUTH TLS\r\n", code_234, ""}});
    if (scheme == "ldap") return std::make_unique<LdapDialogue>();
    if (scheme == "rdp") return std::make_unique<RdpDialogue>();
    return nullptr;
}

base::Result<void> ask_for_tls(Connection& connection, Prelude& prelude, Deadline deadline) {
    std::string say = prelude.opening();
    while (true) {
        if (!say.empty()) {
            if (auto written = connection.write(say, deadline); !written) return tl::unexpected(written.error());
        }
        if (prelude.state() == Prelude::State::begun) return {};
        if (prelude.state() != Prelude::State::waiting)
            return fail_no_tls(connection.endpoint(), prelude.reason(), prelude.state() == Prelude::State::turned_away);
        // by small portions: what follows the last line is the peer's own and not ours to swallow
        const auto bytes = connection.read(1024, deadline);
        if (!bytes) return tl::unexpected(bytes.error());
        if (bytes->empty()) return fail_closed(connection.endpoint());
        say = prelude.take(*bytes);
    }
}

}  // namespace attt::net
