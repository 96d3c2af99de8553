#include "app/mail.h"
#include "app/scan_lock.h"

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

using base::Catalogue;
using base::Result;

std::string number(std::size_t count) {
    return std::to_string(count);
}

// The same occasion and recipient give the same id, whatever the letter says.
std::string message_id(const std::string& occasion, const std::string& recipient, const std::string& from) {
    return "attt." + base::sha256_hex(occasion + "\n" + recipient).substr(0, 32) + "@" +
           from.substr(from.find('@') + 1);
}

class Composer {
  public:
    Composer(const Workspace& workspace, const MailSettings& settings, const Week& week, std::string occasion,
             const Catalogue& texts)
        : settings_(settings), week_(week), occasion_(std::move(occasion)), texts_(texts) {
        const Office* office = workspace.config.office_on(base::local_date(week.at));
        office_ = office != nullptr ? office->name : settings.from.name;
    }

    Result<store::Queued> letter(const base::MailAddress& to, const std::string& subject, const std::string& text,
                                 std::vector<std::string> tells) const {
        base::MailMessage message;
        message.from = settings_.from;
        message.to = to;
        message.subject = subject;
        message.date = week_.at;
        message.id = message_id(occasion_, to.address, settings_.from.address);
        message.text = text;
        auto bytes = base::to_rfc5322(message);
        if (!bytes) return tl::unexpected(bytes.error());
        store::Queued out;
        out.letter.message_id = message.id;
        out.letter.occasion = occasion_;
        out.letter.recipient = to.address;
        out.letter.subject = subject;
        out.letter.message = std::move(*bytes);
        out.tells = std::move(tells);
        return out;
    }

    std::string agency_text(const MailContact& contact, const AgencyWeek& agency, DigestKind kind) const {
        std::string out = texts_.text("mail.dear", {{"post", contact.post}, {"agency", agency.name}}) + "\n\n";
        if (kind != DigestKind::certificates) out += counts(agency);
        out += certificates(agency);
        out += texts_.text(kind == DigestKind::monthly ? "mail.report_comes" : "mail.details_come") + "\n\n";
        return out + texts_.text("mail.greeting", {{"office", office_}, {"at", base::show_time(week_.at)}}) + "\n";
    }

    std::string desk_text() const {
        std::string out = texts_.text("week.title") + "\n\n";
        for (std::size_t i = 0; i < week_.tasks.size(); ++i)
            out += number(i + 1) + ". " + week_.tasks[i] + "\n";
        if (week_.tasks.empty()) out += texts_.text("week.nothing") + "\n";
        return out + "\n" + texts_.text("week.foot") + "\n";
    }

    std::string subject(DigestKind kind, const AgencyWeek& agency) const {
        const char* message = kind == DigestKind::certificates ? "mail.subject_certificates"
                              : kind == DigestKind::monthly    ? "mail.subject_monthly"
                                                               : "mail.subject_weekly";
        return texts_.text(message, {{"agency", agency.name}, {"date", base::show_date(base::local_date(week_.at))}});
    }

  private:
    std::string counts(const AgencyWeek& agency) const {
        std::string by_severity;
        for (const auto& [severity, count] : agency.open) {
            if (count == 0) continue;
            by_severity += (by_severity.empty() ? "" : ", ") +
                           texts_.text("severity." + std::string(name_of(severity))) + " " + number(count);
        }
        std::string out = texts_.text("mail.open", {{"count", number(agency.open_in_all())}});
        if (!by_severity.empty()) out += " (" + by_severity + ")";
        out += "\n" + texts_.text("mail.moved", {{"fresh", number(agency.fresh)}, {"fixed", number(agency.fixed)}});
        out += "\n" + texts_.text("mail.due", {{"overdue", number(agency.overdue)},
                                               {"days", std::to_string(agency.longest_overdue)},
                                               {"soon", number(agency.due_soon)}});
        if (agency.unverified > 0) out += "\n" + texts_.text("mail.unverified", {{"count", number(agency.unverified)}});
        return out + "\n\n";
    }

    std::string certificates(const AgencyWeek& agency) const {
        std::string out;
        if (!agency.certificates.empty()) {
            out += texts_.text("mail.certificates") + "\n";
            for (const EndingCertificate& each : agency.certificates)
                out += texts_.text("mail.certificate", {{"host", each.host},
                                                        {"date", base::show_date(base::local_date(each.ends))},
                                                        {"days", std::to_string(each.days)}}) +
                       "\n";
        }
        // which of them it is, would be a host with its weakness
        if (agency.ended > 0) out += texts_.text("mail.ended", {{"count", number(agency.ended)}}) + "\n";
        return out.empty() ? out : out + "\n";
    }

    const MailSettings& settings_;
    const Week& week_;
    std::string occasion_;
    const Catalogue& texts_;
    std::string office_;
};

std::vector<std::string> told_of(const AgencyWeek& agency) {
    std::vector<std::string> out;
    for (const EndingCertificate& each : agency.certificates)
        out.push_back(each.told_as());
    return out;
}

}  // namespace

Result<Digest> compose(const Workspace& workspace, store::Store& store, const MailSettings& settings, const Week& week,
                       DigestKind kind, const std::string& occasion, const Catalogue& texts) {
    Digest out;
    const Composer composer(workspace, settings, week, occasion, texts);
    for (const AgencyWeek& agency : week.agencies) {
        const std::vector<std::string> tells = told_of(agency);
        if (kind == DigestKind::certificates) {
            auto told = store::told_before(store, tells);
            if (!told) return tl::unexpected(told.error());
            if (told->size() == tells.size()) continue;
        }
        bool reached = false;
        for (const MailContact& contact : settings.contacts) {
            if (contact.agency != agency.agency) continue;
            auto letter = composer.letter({contact.post, contact.address}, composer.subject(kind, agency),
                                          composer.agency_text(contact, agency, kind), tells);
            if (!letter) return tl::unexpected(letter.error());
            out.letters.push_back(std::move(*letter));
            reached = true;
        }
        const bool something = agency.open_in_all() + agency.ended + agency.certificates.size() > 0;
        if (!reached && something) out.without_contact.push_back(agency.name);
    }
    if (kind != DigestKind::weekly) return out;
    for (const base::MailAddress& desk : settings.desk) {
        auto letter = composer.letter(desk, texts.text("week.title"), composer.desk_text(), {});
        if (!letter) return tl::unexpected(letter.error());
        out.letters.push_back(std::move(*letter));
    }
    return out;
}

Result<MailReport> send_queue(const Workspace& workspace, store::Store& store, const MailSettings& settings) {
    // two that send at once would send the same letters
    auto lock = ScanLock::take((workspace.directory / "mail.lock").string(), base::now());
    if (!lock) {
        if (lock.error().message != "scan.running") return tl::unexpected(lock.error());
        return base::fail(base::ErrorCode::busy, "mail.running", lock.error().arguments);
    }
    if (auto settled = store::settle_broken_off(store); !settled) return tl::unexpected(settled.error());
    auto letters = store::letters_to_send(store);
    if (!letters) return tl::unexpected(letters.error());
    MailReport out;
    out.waiting = letters->size();
    if (letters->empty()) return out;
    if (!settings.usable()) return base::fail(base::ErrorCode::bad_input, "mail.not_set_up");
    auto password = mail_password(settings);
    if (!password) return tl::unexpected(password.error());
    net::SmtpServer server = settings.server;
    server.password = std::move(*password);
    net::SmtpClient client(std::move(server));
    for (const store::Letter& letter : *letters) {
        base::Result<void> marked;
        const net::Delivered done = client.send(settings.from.address, letter.recipient, letter.message, [&] {
            marked = store::letter_begun(store, letter.id, base::now());
            return marked.has_value();
        });
        if (!marked) return tl::unexpected(marked.error());
        const char* state = done.delivery == net::Delivery::accepted  ? "sent"
                            : done.delivery == net::Delivery::refused ? "refused"
                            : done.delivery == net::Delivery::unsure  ? "unsure"
                                                                      : "queued";
        if (auto noted = store::letter_done(store, letter.id, state, done.answer, base::now()); !noted)
            return tl::unexpected(noted.error());
        if (done.delivery == net::Delivery::accepted) ++out.sent;
        if (done.delivery == net::Delivery::refused) ++out.refused;
        if (done.delivery == net::Delivery::unsure) ++out.unsure;
        if (done.delivery != net::Delivery::later) --out.waiting;
        if (done.delivery == net::Delivery::later || done.delivery == net::Delivery::unsure) {
            out.trouble = done.answer;
            break;
        }
    }
    return out;
}

Result<std::vector<std::string>> write_letters(const std::vector<store::Letter>& letters,
                                               const std::string& directory) {
    if (auto made = base::make_directory(directory); !made) return tl::unexpected(made.error());
    std::vector<std::string> out;
    for (const store::Letter& letter : letters) {
        std::string count = number(out.size() + 1);
        count.insert(0, count.size() < 4 ? 4 - count.size() : 0, '0');
        const auto path = std::filesystem::path(directory) / (count + " " + letter.recipient + ".eml");
        if (auto written = base::write_file(path, letter.message); !written) return tl::unexpected(written.error());
        out.push_back(path.string());
    }
    return out;
}

}  // namespace attt::app
