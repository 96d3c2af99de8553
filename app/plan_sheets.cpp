// Sheets to lead agencies and their replies.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "app/plan.h"
#include "app/records.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using base::Result;

// A name that any file system takes: "NHNN - Chi nhánh ĐT" -> "nhnn-chi-nhanh-dt".
std::string key_of(const rules::Lead& lead) {
    if (!lead.agency.empty()) return lead.agency;
    std::string out;
    for (const char c : base::fold(lead.name)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) out += c;
        if (!plain && !out.empty() && out.back() != '-') out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

// The columns of a sheet, in order: what is asked, then what is answered.
struct AskedColumn {
    const char* name;
    double width;  // in characters
    bool answer = false;
};
constexpr std::array<AskedColumn, 13> columns = {{{"id", 12},
                                                  {"number", 8},
                                                  {"indicator", 60},
                                                  {"wanted", 16},
                                                  {"evaluated", 20},
                                                  {"said_before", 26},
                                                  {"value", 16, true},
                                                  {"numerator", 12, true},
                                                  {"denominator", 12, true},
                                                  {"date", 14, true},
                                                  {"document", 24, true},
                                                  {"evidence", 36, true},
                                                  {"by", 30, true}}};

// A workbook takes no longer name of a sheet.
std::string sheet_name(const RequestedBody& body) {
    constexpr std::size_t longest = 31;
    return body.key.substr(0, longest);
}

std::string heading(const char* column, const base::Catalogue& texts) {
    return texts.text(std::string("plan.col_") + column);
}

const model::Record* last_answer(const TargetWorld& world, const std::string& target, const std::string& body) {
    const model::Record* out = nullptr;
    for (const model::Record& record : world.records) {
        const bool own = record.kind == model::RecordKind::plan_value && record.text("target") == target &&
                         record.text("body") == body;
        if (own && (out == nullptr || out->text("date") <= record.text("date"))) out = &record;
    }
    return out;
}

std::string answer_in_words(const model::Record& record) {
    const auto numerator = record.number("numerator");
    const auto denominator = record.number("denominator");
    std::string out = record.text("value");
    if (numerator && denominator) out += fmt::format("{}{}/{}", out.empty() ? "" : " = ", *numerator, *denominator);
    const auto date = record.date("date");
    return out + (date ? " (" + base::show_date(*date) + ")" : "");
}

Sheet sheet_for(const RequestedBody& body, const TargetWorld& world, const base::Catalogue& texts) {
    Sheet sheet;
    sheet.name = sheet_name(body);
    for (const AskedColumn& column : columns)
        sheet.columns.push_back({heading(column.name, texts), {}, column.width});
    for (const rules::Target* target : body.targets) {
        const model::Record* before = last_answer(world, target->id, body.key);
        std::vector<std::string> row = {target->id,        target->number,
                                        target->printed,   target->value_text,
                                        target->evaluated, before != nullptr ? answer_in_words(*before) : ""};
        row.resize(columns.size());
        sheet.rows.push_back(std::move(row));
    }
    return sheet;
}

Result<TargetWorld> world_of_year(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                  int year, std::vector<base::Error>& defects) {
    auto world = load_world(workspace, store, rules, {base::local_date(base::now()), {}}, defects);
    if (!world) return world;
    const bool known = std::any_of(world->targets.targets.begin(), world->targets.targets.end(),
                                   [&](const rules::Target& target) { return target.year == year; });
    if (known) return world;
    return base::fail(base::ErrorCode::not_found, "plan.no_year",
                      {{"year", std::to_string(year)}, {"years", years_of(world->targets)}});
}

// The column of each heading in the table, by the names above; a reply may come back in either language.
std::map<std::string, std::size_t> columns_of(const base::Table& table, const std::vector<base::Catalogue>& languages) {
    std::map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < table.headings.size(); ++i) {
        const std::string folded = base::fold(table.headings[i]);
        for (const AskedColumn& column : columns) {
            for (const base::Catalogue& texts : languages) {
                if (base::fold(heading(column.name, texts)) == folded) out.emplace(column.name, i);
            }
        }
    }
    return out;
}

// Rows of a reply as the records they make, by the reader of records: one way to read a date, a number, a sentence.
NamedTable as_records(const NamedTable& reply, const std::map<std::string, std::size_t>& places,
                      const std::string& body) {
    NamedTable out;
    out.name = reply.name;
    out.table.file = reply.table.file;
    out.table.heading_line = reply.table.heading_line;
    out.table.headings = {"target", "body"};
    for (const AskedColumn& column : columns) {
        if (column.answer) out.table.headings.emplace_back(column.name);
    }
    for (const base::TableRow& row : reply.table.rows) {
        const auto cell = [&](const char* column) {
            const auto found = places.find(column);
            return found == places.end() || found->second >= row.cells.size() ? std::string()
                                                                              : row.cells[found->second];
        };
        if (cell("value").empty() && cell("numerator").empty()) continue;
        base::TableRow record{row.line, {cell("id"), body}};
        for (const AskedColumn& column : columns) {
            if (column.answer) record.cells.push_back(cell(column.name));
        }
        out.table.rows.push_back(std::move(record));
    }
    return out;
}

std::vector<SilentBody> silent_bodies(const std::vector<RequestedBody>& bodies, const TargetWorld& world) {
    std::vector<SilentBody> out;
    for (const RequestedBody& body : bodies) {
        SilentBody silent{body.name, {}, false};
        for (const rules::Target* target : body.targets) {
            if (last_answer(world, target->id, body.key) == nullptr) silent.targets.push_back(target->number);
        }
        silent.entirely = silent.targets.size() == body.targets.size();
        if (!silent.targets.empty()) out.push_back(std::move(silent));
    }
    return out;
}

}  // namespace

std::optional<base::Error> value_objection(const TargetWorld& world, const model::Record& record,
                                           const RequestedBody& body, const std::string& file) {
    const auto wrong = [&](const char* message, base::MessageArguments arguments) {
        return base::Error{base::ErrorCode::bad_input, message, std::move(arguments), {file, 0, record.text("target")}};
    };
    const rules::Target* target = world.targets.target(record.text("target"), 0);
    if (target == nullptr) return wrong("cli.no_target", {{"id", record.text("target")}, {"nearest", ""}});
    if (target->computed()) return wrong("plan.is_computed", {{"id", target->id}});
    const bool asked_for =
        body.key.empty() || std::find(body.targets.begin(), body.targets.end(), target) != body.targets.end();
    if (!asked_for) return wrong("plan.not_its_row", {{"id", target->id}, {"body", body.name}});
    const std::string value = record.text("value");
    const auto numerator = record.number("numerator");
    const auto denominator = record.number("denominator");
    if (value.empty() && (!numerator || !denominator)) return wrong("plan.no_value", {{"id", target->id}});
    if (!value.empty()) {
        const auto quantity = rules::read_value(*target, value);
        if (!quantity) return wrong("plan.bad_value", {{"id", target->id}, {"value", value}, {"unit", target->unit}});
        const bool percent = target->unit == "%" && !quantity->bound;
        // a spreadsheet keeps 85 % as 0.85
        const bool below_one = base::Rational(0) < quantity->value && quantity->value < base::Rational(1);
        if (percent && below_one && !numerator && !value.ends_with('%'))
            return wrong("plan.fraction_or_percent", {{"id", target->id}, {"value", value}});
        if (percent && numerator && denominator && *denominator > 0) {
            // a share that is written with one decimal stands for all that round or cut to it
            const base::Rational exact(*numerator * 100, *denominator);
            const base::Rational low(quantity->value.numerator() * 10 - quantity->value.denominator(),
                                     quantity->value.denominator() * 10);
            const base::Rational high(quantity->value.numerator() * 10 + quantity->value.denominator(),
                                      quantity->value.denominator() * 10);
            if (exact < low || high < exact)
                return wrong("plan.value_differs", {{"id", target->id},
                                                    {"value", value},
                                                    {"share", base::show_percent(*numerator, *denominator, true)}});
        }
    }
    if (denominator && *denominator == 0) return wrong("plan.no_denominator", {{"id", target->id}});
    return std::nullopt;
}

Result<model::Record> record_value(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                   const SaidValue& said, std::vector<base::Error>& defects) {
    auto world = load_world(workspace, store, rules, {base::local_date(base::now()), {}}, defects);
    if (!world) return tl::unexpected(world.error());
    auto words = RecordWords::load();
    if (!words) return tl::unexpected(words.error());
    const rules::Target* target = world->targets.target(said.target, 0);
    if (target == nullptr) {
        std::vector<std::string> ids;
        for (const rules::Target& each : world->targets.targets)
            ids.push_back(each.id);
        return base::fail(base::ErrorCode::not_found, "cli.no_target",
                          {{"id", said.target}, {"nearest", base::nearest(said.target, ids).value_or("")}});
    }
    NamedTable table;
    table.table.headings = {"target", "body",     "value",    "numerator", "denominator",
                            "date",   "document", "evidence", "by"};
    table.table.rows = {{0,
                         {target->id, said.body, said.value, said.numerator, said.denominator, said.date, said.document,
                          said.evidence, said.by}}};
    auto read = read_records(table, model::RecordKind::plan_value, world->inventory, *words);
    if (!read.defects.empty()) return base::fail(read.defects.front());
    if (read.records.empty()) return base::fail(base::ErrorCode::bad_input, "plan.no_value", {{"id", target->id}});
    if (auto against = value_objection(*world, read.records.front(), {}, "")) return base::fail(*against);
    auto saved = store.save_records(read.records, "plan record", "", base::now());
    if (!saved) return tl::unexpected(saved.error());
    return std::move(read.records.front());
}

std::vector<RequestedBody> requested_bodies(const TargetWorld& world, int year) {
    std::vector<RequestedBody> out;
    for (const rules::Target& target : world.targets.targets) {
        if (target.year != year || target.computed() || target.published) continue;
        for (const rules::Lead& lead : rules::leads_of(target, world.targets, world.inventory)) {
            const std::string key = key_of(lead);
            auto known =
                std::find_if(out.begin(), out.end(), [&](const RequestedBody& body) { return body.key == key; });
            if (known == out.end()) known = out.insert(out.end(), RequestedBody{key, lead.name, {}});
            known->targets.push_back(&target);
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return out;
}

Result<PlanRequest> plan_request(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules, int year,
                                 const std::string& directory, const base::Catalogue& texts,
                                 std::vector<base::Error>& defects) {
    auto world = world_of_year(workspace, store, rules, year, defects);
    if (!world) return tl::unexpected(world.error());
    const auto bodies = requested_bodies(*world, year);
    if (bodies.empty()) return base::fail(base::ErrorCode::not_found, "plan.nobody", {{"year", std::to_string(year)}});
    if (auto made = base::make_directory(directory); !made) return tl::unexpected(made.error());
    PlanRequest out;
    for (const RequestedBody& body : bodies) {
        const std::string file = (fs::path(directory) / (body.key + sheet_ending)).string();
        if (auto written = write_sheets(file, {sheet_for(body, *world, texts)}); !written)
            return tl::unexpected(written.error());
        out.files.push_back(file);
    }
    out.silent = silent_bodies(bodies, *world);
    const base::Value detail = base::Object{{"year", year}, {"files", out.files.size()}};
    if (auto noted = store.audit("plan.request", directory, detail, base::now()); !noted)
        return tl::unexpected(noted.error());
    return out;
}

Result<PlanMerge> plan_merge(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules, int year,
                             const std::vector<std::string>& files, const base::Catalogue& texts,
                             std::vector<base::Error>& defects) {
    auto world = world_of_year(workspace, store, rules, year, defects);
    if (!world) return tl::unexpected(world.error());
    auto words = RecordWords::load(texts.language());
    if (!words) return tl::unexpected(words.error());
    std::vector<base::Catalogue> languages;
    for (const base::Language language : {base::Language::vi, base::Language::en}) {
        auto read = base::Catalogue::load(base::data_directory() / "messages", language);
        if (!read) return tl::unexpected(read.error());
        languages.push_back(std::move(*read));
    }
    const auto bodies = requested_bodies(*world, year);
    PlanMerge out;
    for (const std::string& file : files) {
        auto tables = read_sheets(file);
        if (!tables) return tl::unexpected(tables.error());
        std::vector<model::Record> records;
        for (const NamedTable& table : *tables) {
            const auto body = std::find_if(bodies.begin(), bodies.end(), [&](const RequestedBody& each) {
                return sheet_name(each) == table.name || each.key == table.name;
            });
            if (body == bodies.end()) {
                std::vector<std::string> keys;
                for (const RequestedBody& each : bodies)
                    keys.push_back(each.key);
                out.defects.push_back(
                    {base::ErrorCode::bad_input,
                     "plan.whose_sheet",
                     {{"name", table.name}, {"nearest", base::nearest(table.name, keys).value_or("")}},
                     {file, 0, table.name}});
                continue;
            }
            const auto places = columns_of(table.table, languages);
            auto read = read_records(as_records(table, places, body->key), model::RecordKind::plan_value,
                                     world->inventory, *words);
            std::move(read.defects.begin(), read.defects.end(), std::back_inserter(out.defects));
            for (model::Record& record : read.records) {
                if (auto against = value_objection(*world, record, *body, file)) {
                    out.defects.push_back(*against);
                } else {
                    records.push_back(std::move(record));
                }
            }
        }
        if (records.empty()) continue;
        out.answers += static_cast<int>(records.size());
        auto bytes = base::read_file(file);
        if (!bytes) return tl::unexpected(bytes.error());
        auto saved = store.save_records(records, file, base::sha256_hex(*bytes), base::now());
        if (!saved) return tl::unexpected(saved.error());
        out.summary.added += saved->added;
        out.summary.changed += saved->changed;
        out.summary.unchanged += saved->unchanged;
    }
    auto now = world_of_year(workspace, store, rules, year, defects);
    if (!now) return tl::unexpected(now.error());
    out.silent = silent_bodies(requested_bodies(*now, year), *now);
    return out;
}

}  // namespace attt::app
