// mail digest, send, list, settle
#include "app/mail.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string out_directory(const Session& session, const Opened& opened) {
    const std::string& given = session.arguments.office.eml;
    return given.empty() ? (opened.workspace.directory / "thu-nhap").string() : given;
}

int write_out(const Session& session, const Opened& opened, const std::vector<store::Letter>& letters) {
    const std::string directory = out_directory(session, opened);
    auto written = app::write_letters(letters, directory);
    if (!written) return session.refuse(written.error());
    print_line(
        session.texts.text("office.written", {{"count", std::to_string(written->size())}, {"directory", directory}}));
    return ExitCode::done;
}

int say_sent(const Session& session, const app::MailReport& report) {
    print_line(session.texts.text("mail.sent", {{"sent", std::to_string(report.sent)},
                                                {"waiting", std::to_string(report.waiting)},
                                                {"refused", std::to_string(report.refused)},
                                                {"unsure", std::to_string(report.unsure)}}));
    if (!report.trouble.empty())
        print_error(session.texts.text("mail.trouble", {{"reason", base::printable(report.trouble)}}));
    if (report.unsure > 0) print_error(session.texts.text("mail.unsure"));
    return report.waiting + report.refused + report.unsure > 0 ? ExitCode::not_finished : ExitCode::done;
}

std::optional<app::MailSettings> settings_of(const Session& session, Opened& opened) {
    std::vector<base::Error> defects;
    auto settings = app::load_mail_settings(opened.workspace, defects);
    if (!settings) {
        opened.code = session.refuse(settings.error(), defects);
        return std::nullopt;
    }
    if (!settings->usable()) {
        opened.code = session.refuse({base::ErrorCode::bad_input, "mail.not_set_up", {}, {}});
        return std::nullopt;
    }
    return std::move(*settings);
}

}  // namespace

int run_mail_digest(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    const auto settings = settings_of(session, opened);
    if (!settings) return opened.code;
    std::vector<base::Error> defects;
    const base::Time at = base::now();
    auto week = app::week_of(opened.workspace, *opened.store, opened.rules, opened.data, at, session.texts, defects);
    if (!week) return session.refuse(week.error(), defects);
    const std::string& cycle = session.arguments.office.cycle;
    const app::DigestKind kind = cycle == "daily"     ? app::DigestKind::certificates
                                 : cycle == "monthly" ? app::DigestKind::monthly
                                                      : app::DigestKind::weekly;
    // by hand, at most once a day to each
    const std::string occasion =
        (cycle.empty() ? "weekly" : cycle) + std::string("/") + base::to_iso_date(base::local_date(at));
    auto digest = app::compose(opened.workspace, *opened.store, *settings, *week, kind, occasion, session.texts);
    if (!digest) return session.refuse(digest.error());
    for (const std::string& agency : digest->without_contact)
        print_error(session.texts.text("office.no_contact", {{"agency", base::printable(agency)}}));
    if (session.arguments.dry_run) {
        std::vector<store::Letter> letters;
        for (store::Queued& each : digest->letters)
            letters.push_back(std::move(each.letter));
        return write_out(session, opened, letters);
    }
    auto queued = store::queue_letters(*opened.store, digest->letters, at);
    if (!queued) return session.refuse(queued.error());
    print_line(session.texts.text("office.queued", {{"count", std::to_string(*queued)}}));
    auto sent = app::send_queue(opened.workspace, *opened.store, *settings);
    if (!sent) return session.refuse(sent.error());
    return say_sent(session, *sent);
}

int run_mail_send(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    if (session.arguments.dry_run) {
        auto letters = store::letters_to_send(*opened.store);
        if (!letters) return session.refuse(letters.error());
        return write_out(session, opened, *letters);
    }
    const auto settings = settings_of(session, opened);
    if (!settings) return opened.code;
    auto sent = app::send_queue(opened.workspace, *opened.store, *settings);
    if (!sent) return session.refuse(sent.error());
    return say_sent(session, *sent);
}

int run_mail_list(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    auto letters = store::letters(*opened.store, 200);
    if (!letters) return session.refuse(letters.error());
    const base::Catalogue& texts = session.texts;
    base::Array out;
    TextTable table({texts.text("mail.col_letter"), texts.text("mail.col_to"), texts.text("mail.col_subject"),
                     texts.text("mail.col_queued"), texts.text("mail.col_state"), texts.text("mail.col_answer")});
    for (const store::Letter& letter : *letters) {
        const base::Time when = letter.sent.value_or(letter.queued);
        table.add({std::to_string(letter.id), letter.recipient, letter.subject, base::show_time(when),
                   texts.text("mail_state." + letter.state), letter.last_answer});
        base::Object row{{"letter", letter.id},
                         {"message_id", letter.message_id},
                         {"occasion", letter.occasion},
                         {"to", letter.recipient},
                         {"subject", letter.subject},
                         {"state", letter.state},
                         {"attempts", letter.attempts},
                         {"answer", letter.last_answer},
                         {"queued", base::to_rfc3339(letter.queued)}};
        if (letter.sent) row.set("sent", base::to_rfc3339(*letter.sent));
        out.emplace_back(std::move(row));
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Object{{"schema", "attt.mail/1"}, {"letters", std::move(out)}}));
    } else if (table.empty()) {
        print_line(texts.text("mail.none"));
    } else {
        print(table.text());
    }
    return ExitCode::done;
}

int run_mail_settle(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const std::string state = session.arguments.office.settle == "sent" ? "sent" : "queued";
    auto settled = store::settle_letter(*opened.store, session.arguments.run, state, base::now());
    if (!settled) return session.refuse(settled.error());
    print_line(session.texts.text("mail.settled", {{"letter", std::to_string(session.arguments.run)},
                                                   {"state", session.texts.text("mail_state." + state)}}));
    return ExitCode::done;
}

}  // namespace attt::cli
