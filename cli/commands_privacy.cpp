// privacy show, export, erase
#include "app/privacy.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

base::Result<store::PersonalQuery> query_of(const Arguments& arguments) {
    store::PersonalQuery query{base::nfc(arguments.text), arguments.id, {}};
    if (arguments.before.empty()) return query;
    auto day = base::parse_date(arguments.before);
    if (!day) return tl::unexpected(day.error());
    query.before = base::start_of_day(*day);
    return query;
}

base::Value as_json(const std::vector<store::PersonalRecord>& records) {
    base::Array out;
    for (const store::PersonalRecord& record : records)
        out.emplace_back(base::Object{{"where", record.where},
                                      {"kind", record.kind},
                                      {"id", record.id},
                                      {"recorded_at", base::to_rfc3339(record.at)},
                                      {"content", record.content}});
    return base::Object{{"schema", "attt.personal_data/1"}, {"records", std::move(out)}};
}

std::string overdue_in_words(const Session& session, const char* message, const store::Overdue& overdue) {
    return session.texts.text(message, {{"rows", std::to_string(overdue.imported_rows)},
                                        {"officers", std::to_string(overdue.former_officers)},
                                        {"computers", std::to_string(overdue.retired_computers)}});
}

int erase_overdue(const Session& session, const app::Workspace& workspace) {
    const base::Time now = base::now();
    const auto cutoffs = app::cutoffs_on(workspace.config.retention, base::local_date(now));
    const bool only_count = session.arguments.dry_run;
    auto overdue = only_count ? store::count_overdue(workspace.store_file(), cutoffs)
                              : store::erase_overdue(workspace.store_file(), session.actor, cutoffs, now);
    if (!overdue) return session.refuse(overdue.error());
    print_line(
        overdue_in_words(session, only_count ? "privacy.would_erase_overdue" : "privacy.erased_overdue", *overdue));
    return ExitCode::done;
}

}  // namespace

int run_privacy_show(const Session& session) {
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    // outside a workspace: what holds where nothing else is said
    const bool outside = !workspace && session.arguments.workspace.empty() && defects.empty();
    if (!workspace && !outside) return session.refuse(workspace.error(), defects);
    const app::Retention retention = outside ? app::Retention() : workspace->config.retention;
    const base::MessageArguments months{{"rows", std::to_string(retention.imported_rows)},
                                        {"officers", std::to_string(retention.former_officers)},
                                        {"computers", std::to_string(retention.retired_computers)}};
    for (const char* line : {"privacy.kept_never", "privacy.kept_rows", "privacy.kept_officers",
                             "privacy.kept_computers", "privacy.kept_sources", "privacy.kept_log"})
        print_line(session.texts.text(line, months));
    if (outside) return ExitCode::done;
    auto overdue =
        store::count_overdue(workspace->store_file(), app::cutoffs_on(retention, base::local_date(base::now())));
    if (!overdue) return session.refuse(overdue.error());
    print_line(overdue_in_words(session, overdue->empty() ? "privacy.nothing_overdue" : "privacy.overdue", *overdue));
    return ExitCode::done;
}

int run_privacy_export(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const auto query = query_of(session.arguments);
    if (!query) return session.refuse(query.error());
    auto records = store::personal_records(opened.workspace.store_file(), *query);
    if (!records) return session.refuse(records.error());
    const std::string text = base::to_pretty_json(as_json(*records)) + "\n";
    const std::string& path = session.arguments.out;
    if (path.empty()) {
        print(text);
    } else if (auto written = base::write_file(path, text, 0600); !written) {
        return session.refuse(written.error());
    }
    const base::Object detail{{"records", records->size()}, {"by_text", !query->text.empty()}};
    if (auto noted = opened.store->audit("privacy.export", query->id, base::Value(detail), base::now()); !noted)
        return session.refuse(noted.error());
    if (!path.empty())
        print_line(
            session.texts.text("privacy.exported", {{"count", std::to_string(records->size())}, {"path", path}}));
    return ExitCode::done;
}

int run_privacy_erase(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    if (arguments.overdue && !(arguments.text + arguments.id + arguments.before).empty())
        return session.refuse({base::ErrorCode::bad_usage, "privacy.overdue_alone", {}, {}});
    if (arguments.overdue) return erase_overdue(session, opened.workspace);
    const auto query = query_of(session.arguments);
    if (!query) return session.refuse(query.error());
    if (session.arguments.dry_run) {
        auto records = store::personal_records(opened.workspace.store_file(), *query);
        if (!records) return session.refuse(records.error());
        print_line(session.texts.text("privacy.would_erase", {{"count", std::to_string(records->size())}}));
        return ExitCode::done;
    }
    auto erased = store::erase_personal(opened.workspace.store_file(), session.actor, *query, base::now());
    if (!erased) return session.refuse(erased.error());
    print_line(session.texts.text("privacy.erased", {{"rows", std::to_string(erased->import_rows)},
                                                     {"revisions", std::to_string(erased->revisions)},
                                                     {"records", std::to_string(erased->source_records)}}));
    return ExitCode::done;
}

}  // namespace attt::cli
