// records import, list, history, void, check, template
#include <algorithm>

#include "app/due.h"
#include "app/judge.h"
#include "app/records.h"
#include "app/targets.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

// The kind that --kind or KIND names, in either language; nothing, with everything said, when it names none.
std::optional<model::RecordKind> kind_named(const Session& session, const std::string& written, int& code) {
    auto words = app::RecordWords::load(session.texts.language());
    if (!words) {
        code = session.refuse(words.error());
        return std::nullopt;
    }
    const auto kind = words->kind(written);
    if (kind) return kind;
    const std::vector<std::string> names = words->of_kinds();
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ", ") + name;
    code = session.refuse({base::ErrorCode::bad_usage,
                           "records.no_such_kind",
                           {{"kind", written}, {"kinds", all}, {"nearest", base::nearest(written, names).value_or("")}},
                           {}});
    return std::nullopt;
}

std::string subject_of(const model::Record& record, const model::Inventory& inventory) {
    for (const auto& [field, kind] :
         {std::pair("website", model::SubjectKind::website), std::pair("system", model::SubjectKind::system),
          std::pair("agency", model::SubjectKind::agency)}) {
        const std::string id = record.text(field);
        if (!id.empty()) return model::display_name(inventory, {kind, id});
    }
    return {};
}

std::string details_of(const model::Record& record, const base::Catalogue& texts) {
    std::string out;
    for (const model::Field& field : model::fields_of(record.kind)) {
        if (field.name == "agency" || field.name == "system" || field.name == "website") continue;
        if (field.name == model::date_field_of(record.kind)) continue;
        const std::string value = app::field_value_in_words(record, field, texts);
        if (!value.empty()) out += (out.empty() ? "" : "; ") + app::field_in_words(field.name, texts) + ": " + value;
    }
    return out;
}

}  // namespace

int run_records_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::optional<model::RecordKind> kind;
    int code = ExitCode::done;
    if (!session.arguments.record_kind.empty()) {
        kind = kind_named(session, session.arguments.record_kind, code);
        if (!kind) return code;
    }
    auto imported = app::import_records(*opened.store, session.arguments.files, kind, session.texts.language());
    if (!imported) return session.refuse(imported.error());
    session.say(imported->defects);
    if (imported->stored) {
        std::vector<base::Error> defects;
        // levels and dossiers that sheets bring are judged at once, so that the next look at the targets knows them
        auto judged = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
        if (!judged) return session.refuse(judged.error(), defects);
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Object{{"schema", "attt.records_import/1"},
                                              {"kinds", imported->kinds},
                                              {"added", imported->summary.added},
                                              {"changed", imported->summary.changed},
                                              {"unchanged", imported->summary.unchanged},
                                              {"rejected", imported->defects.size()}}));
    } else if (imported->stored) {
        print_line(session.texts.text("cli.imported", {{"added", std::to_string(imported->summary.added)},
                                                       {"changed", std::to_string(imported->summary.changed)},
                                                       {"unchanged", std::to_string(imported->summary.unchanged)},
                                                       {"rejected", std::to_string(imported->defects.size())}}));
    } else {
        print_error(session.texts.text("cli.nothing_imported"));
    }
    return imported->stored && imported->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_records_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    int code = ExitCode::done;
    const auto kind = kind_named(session, session.arguments.record_kind, code);
    if (!kind) return code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    const base::Time known = as_of->known.value_or(app::moment_of(as_of->date));
    auto inventory = opened.store->inventory(known);
    if (!inventory) return session.refuse(inventory.error());
    if (auto found = app::check_agency(*inventory, session.arguments.agency); !found)
        return session.refuse(found.error());
    auto records = opened.store->records(known);
    if (!records) return session.refuse(records.error());
    std::erase_if(*records, [&](const model::Record& record) {
        const auto from = record.counts_from();
        const bool other = !session.arguments.agency.empty() && record.text("agency") != session.arguments.agency;
        return record.kind != *kind || other || (from && as_of->date < *from);
    });
    if (session.arguments.json) {
        base::Array out;
        for (const model::Record& record : *records)
            out.push_back(app::to_value(record));
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.records/1"}, {"records", std::move(out)}}));
        return ExitCode::done;
    }
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("records.col_date"), texts.text("cli.col_subject"), texts.text("records.col_details"),
                     texts.text("cli.col_id")});
    for (const model::Record& record : *records) {
        const auto from = record.counts_from();
        table.add(
            {from ? base::show_date(*from) : "", subject_of(record, *inventory), details_of(record, texts), record.id});
    }
    if (!table.empty()) print(table.text());
    print_line(texts.text("records.count",
                          {{"count", std::to_string(records->size())}, {"kind", app::kind_in_words(*kind, texts)}}));
    return ExitCode::done;
}

int run_records_history(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    int code = ExitCode::done;
    const auto kind = kind_named(session, session.arguments.record_kind, code);
    if (!kind) return code;
    auto history = opened.store->record_history(*kind, session.arguments.id);
    if (!history) return session.refuse(history.error());
    if (history->empty()) {
        return session.refuse({base::ErrorCode::not_found,
                               "records.not_found",
                               {{"kind", std::string(name_of(*kind))}, {"id", session.arguments.id}},
                               {}});
    }
    base::Array out;
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("cli.col_time"), texts.text("cli.col_actor"), texts.text("records.col_source"),
                     texts.text("records.col_details")});
    for (const auto& revision : *history) {
        base::Value each = app::to_value(revision.record);
        each.if_object()->set("voided", revision.voided);
        out.push_back(std::move(each));
        const std::string details = revision.voided ? texts.text("records.voided") : details_of(revision.record, texts);
        table.add(
            {base::show_time(revision.record.recorded_at), revision.record.actor, revision.record.source, details});
    }
    if (session.arguments.json) {
        print_line(
            base::to_pretty_json(base::Object{{"schema", "attt.record_history/1"}, {"revisions", std::move(out)}}));
    } else {
        print(table.text());
    }
    return ExitCode::done;
}

int run_records_void(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    int code = ExitCode::done;
    const auto kind = kind_named(session, session.arguments.record_kind, code);
    if (!kind) return code;
    auto voided = opened.store->void_record(*kind, session.arguments.id, session.arguments.reason, base::now());
    if (!voided) return session.refuse(voided.error());
    std::vector<base::Error> defects;
    auto judged = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
    if (!judged) return session.refuse(judged.error(), defects);
    print_line(session.texts.text("records.void_done", {{"id", base::printable(session.arguments.id)}}));
    return ExitCode::done;
}

int run_records_check(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    auto world = app::load_world(opened.workspace, *opened.store, opened.rules, *as_of, defects);
    if (!world) return session.refuse(world.error(), defects);
    const auto remarks = rules::remarks_on(world->inventory, world->records, as_of->date);
    if (session.arguments.json) {
        base::Array out;
        for (const rules::Remark& remark : remarks) {
            out.emplace_back(base::Object{{"kind", name_of(remark.kind)},
                                          {"record", remark.record},
                                          {"remark", remark.message},
                                          {"text", session.texts.text(remark.message, remark.arguments)}});
        }
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.records_check/1"}, {"remarks", std::move(out)}}));
        return ExitCode::done;
    }
    for (const rules::Remark& remark : remarks)
        print_line(base::printable(session.texts.text(remark.message, remark.arguments)));
    print_line(session.texts.text("records.remarks", {{"count", std::to_string(remarks.size())}}));
    return ExitCode::done;
}

int run_records_template(const Session& session) {
    std::optional<model::RecordKind> kind;
    int code = ExitCode::done;
    if (!session.arguments.record_kind.empty()) {
        kind = kind_named(session, session.arguments.record_kind, code);
        if (!kind) return code;
    }
    const auto sheets = app::record_templates(kind, session.texts);
    if (app::is_csv(session.arguments.out) && sheets.size() > 1)
        return session.refuse({base::ErrorCode::bad_usage, "records.one_kind_for_csv", {}, {}});
    if (auto written = app::write_sheets(session.arguments.out, sheets); !written)
        return session.refuse(written.error());
    print_line(session.texts.text("plan.written", {{"file", session.arguments.out}}));
    return ExitCode::done;
}

}  // namespace attt::cli
