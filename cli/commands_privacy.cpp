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

}  // namespace

int run_privacy_show(const Session& session) {
    for (const char* line : {"privacy.kept_never", "privacy.kept_rows", "privacy.kept_inventory", "privacy.kept_log"})
        print_line(session.texts.text(line));
    return ExitCode::done;
}

int run_privacy_export(const Session& session) {
    Opened opened = open(session);
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
    Opened opened = open(session);
    if (!opened) return opened.code;
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
                                                     {"revisions", std::to_string(erased->revisions)}}));
    return ExitCode::done;
}

}  // namespace attt::cli
