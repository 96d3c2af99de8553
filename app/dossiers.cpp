#include "app/dossiers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/levels.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

using model::DossierEvent;

base::Time moment_at(base::Date as_of) {
    return std::min(base::end_of_day(as_of) - base::Duration(1), base::now());
}

// The id among `names` that a word names by itself or by its text in the catalogue's table.
template <class Names>
std::optional<std::string> named(std::string_view word, const Names& names, std::string_view table,
                                 const base::Catalogue& texts) {
    const std::string folded = base::fold(word);
    for (const std::string_view name : names) {
        const std::string text = texts.text_or(std::string(table) + "." + std::string(name), name);
        if (folded == base::fold(name) || folded == base::fold(text)) return std::string(name);
    }
    return std::nullopt;
}

template <class Names>
std::string known_words(const Names& names, std::string_view table, const base::Catalogue& texts) {
    std::vector<std::string> out;
    for (const std::string_view name : names) {
        out.push_back(std::string(name) + " (" + texts.text_or(std::string(table) + "." + std::string(name), name) +
                      ")");
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

template <class Names>
base::Result<std::string> required_word(std::string_view word, const Names& names, std::string_view table,
                                        const base::Catalogue& texts, const char* message) {
    if (auto id = named(word, names, table, texts)) return *id;
    return base::fail(base::ErrorCode::bad_input, message,
                      {{"value", std::string(word)}, {"known", known_words(names, table, texts)}});
}

base::Result<model::AttachedFile> attach(const std::string& text, const base::Catalogue& texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
        return base::fail(base::ErrorCode::bad_usage, "dossier.bad_file", {{"value", text}});
    auto part =
        required_word(base::trim(text.substr(0, equals)), rules::part_names, "part", texts, "dossier.unknown_part");
    if (!part) return tl::unexpected(part.error());
    const std::filesystem::path path = std::string(base::trim(text.substr(equals + 1)));
    auto bytes = base::read_file(path);
    if (!bytes) return tl::unexpected(bytes.error());
    return model::AttachedFile{*part, base::nfc(path.filename().string()), base::sha256_hex(*bytes),
                               static_cast<std::int64_t>(bytes->size())};
}

base::Result<void> read_words(const EventInput& input, DossierEvent& event, const LevelData& data,
                              const base::Catalogue& texts) {
    if (!base::trim(input.role).empty()) {
        auto role = required_word(input.role, rules::role_names, "role", texts, "dossier.unknown_role");
        if (!role) return tl::unexpected(role.error());
        event.role = *role;
    }
    if (!input.regime.empty()) {
        if (data.levels.regime(input.regime) == nullptr) {
            std::vector<std::string> known;
            for (const rules::Regime& regime : data.levels.regimes)
                known.push_back(regime.id);
            return base::fail(base::ErrorCode::bad_input, "level.unknown_regime",
                              {{"value", input.regime}, {"known", fmt::format("{}", fmt::join(known, ", "))}});
        }
        event.regime = input.regime;
    }
    if (const auto level = base::trim(input.level); !level.empty()) {
        if (level.size() != 1 || level[0] < '1' || level[0] > '5')
            return base::fail(base::ErrorCode::bad_input, "dossier.no_level", {{"level", std::string(level)}});
        event.level = level[0] - '0';
    }
    if (!base::trim(input.extent).empty()) {
        for (const auto& id : {named(input.extent, model::implementation_extents, "extent", texts),
                               named(input.extent, model::check_extents, "extent", texts),
                               named(input.extent, model::expected_extents, "extent", texts)}) {
            if (id) event.extent = *id;
        }
        if (event.extent.empty()) event.extent = input.extent;
    }
    return {};
}

bool same_event(const DossierEvent& a, const DossierEvent& b) {
    return a.system == b.system && a.kind == b.kind && a.on == b.on && model::detail_of(a) == model::detail_of(b);
}

// The columns of a list of events.
class EventColumns {
  public:
    explicit EventColumns(const base::Table& table) : table_(table) {
        system_ = column_of(table, {"Mã hệ thống", "System", "Mã"});
        event_ = column_of(table, {"Việc", "Event", "Sự kiện"});
        on_ = column_of(table, {"Ngày", "Date"});
        number_ = column_of(table, {"Số văn bản", "Document number", "Số"});
        body_ = column_of(table, {"Cơ quan", "Body", "Cơ quan thực hiện"});
        role_ = column_of(table, {"Vai trò", "Role"});
        level_ = column_of(table, {"Cấp độ", "Level"});
        regime_ = column_of(table, {"Chế độ", "Regime"});
        extent_ = column_of(table, {"Mức", "Extent"});
        criteria_ = column_of(table, {"Tiêu chí", "Criteria"});
        files_ = column_of(table, {"Tệp", "Files"});
        note_ = column_of(table, {"Ghi chú", "Note"});
    }
    bool usable() const { return system_ && event_ && on_; }

    EventInput input(const base::TableRow& row, const std::filesystem::path& directory) const {
        EventInput out;
        out.system = cell(row, system_);
        out.event = cell(row, event_);
        out.on = cell(row, on_);
        out.number = cell(row, number_);
        out.body = cell(row, body_);
        out.role = cell(row, role_);
        out.level = cell(row, level_);
        out.regime = cell(row, regime_);
        out.extent = cell(row, extent_);
        out.note = cell(row, note_);
        for (const std::string& each : base::split(cell(row, criteria_), ';')) {
            if (!base::trim(each).empty()) out.criteria.emplace_back(base::trim(each));
        }
        for (const std::string& each : base::split(cell(row, files_), ';')) {
            const auto equals = each.find('=');
            if (base::trim(each).empty()) continue;
            // a file is named beside the list
            out.files.push_back(equals == std::string::npos
                                    ? each
                                    : each.substr(0, equals + 1) +
                                          (directory / std::string(base::trim(each.substr(equals + 1)))).string());
        }
        return out;
    }

  private:
    static std::string cell(const base::TableRow& row, std::optional<std::size_t> column) {
        return column ? std::string(base::trim(row.cells[*column])) : std::string();
    }
    const base::Table& table_;
    std::optional<std::size_t> system_, event_, on_, number_, body_, role_, level_, regime_, extent_, criteria_, files_,
        note_;
};

base::Value act_value(const rules::Act& act) {
    base::Object out;
    if (act.on.ok()) out.set("on", base::to_iso_date(act.on));
    if (!act.number.empty()) out.set("number", act.number);
    if (!act.body.empty()) out.set("body", act.body);
    if (!act.role.empty()) out.set("role", act.role);
    if (act.level) out.set("level", *act.level);
    return out;
}

}  // namespace

const model::InformationSystem* DossierBook::system(std::string_view id) const {
    const auto found = std::find_if(inventory.systems.begin(), inventory.systems.end(),
                                    [&](const auto& each) { return each.id == id; });
    return found == inventory.systems.end() ? nullptr : &*found;
}

base::Result<DossierBook> open_book(store::Store& store, const LevelData& data, base::Date as_of) {
    const base::Time moment = moment_at(as_of);
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    // what happened by that day, by all that is known today
    auto events = store.dossier_events(base::Time::max());
    if (!events) return tl::unexpected(events.error());
    DossierBook book{std::move(*inventory), std::move(*events), {}, as_of};
    book.logs = rules::fold_all(book.events, data.levels, as_of);
    std::erase_if(book.logs, [](const auto& each) { return each.second.dossiers.empty(); });
    rules::add_from_inventory(book.logs, book.inventory, data.levels);
    return book;
}

base::Result<DossierEvent> make_event(const EventInput& input, const DossierBook& book, const LevelData& data,
                                      const rules::Law& law, const base::Catalogue& texts, base::Date today) {
    if (book.system(input.system) == nullptr) {
        std::vector<std::string> ids;
        for (const auto& system : book.inventory.systems)
            ids.push_back(system.id);
        return base::fail(base::ErrorCode::not_found, "level.no_system",
                          {{"id", input.system}, {"nearest", base::nearest(input.system, ids).value_or("-")}});
    }
    auto kind = required_word(input.event, model::dossier_event_names, "dossier_event", texts, "dossier.unknown_event");
    if (!kind) return tl::unexpected(kind.error());
    DossierEvent event;
    event.system = input.system;
    event.kind = *model::dossier_event_of(*kind);
    event.on = today;
    if (!input.on.empty()) {
        auto on = base::parse_date(input.on);
        if (!on) return tl::unexpected(on.error());
        event.on = *on;
    }
    event.number = input.number;
    event.body = input.body;
    event.note = input.note;
    event.voids = input.voids;
    if (auto read = read_words(input, event, data, texts); !read) return tl::unexpected(read.error());
    for (const std::string& id : input.criteria) {
        if (!law.clauses.contains(id))
            return base::fail(base::ErrorCode::bad_input, "dossier.unknown_clause", {{"value", id}});
        event.criteria.push_back(id);
    }
    for (const std::string& file : input.files) {
        auto attached = attach(file, texts);
        if (!attached) return tl::unexpected(attached.error());
        event.files.push_back(std::move(*attached));
    }
    return event;
}

namespace {

std::vector<DossierEvent> events_of(const std::vector<DossierEvent>& events, const std::string& system) {
    std::vector<DossierEvent> out;
    std::copy_if(events.begin(), events.end(), std::back_inserter(out),
                 [&](const auto& e) { return e.system == system; });
    return out;
}

// The ids in what may_follow says, as people call them.
base::Error in_words(base::Error error, const base::Catalogue& texts) {
    const auto words = [&](const std::string& table, const std::string& list) {
        std::vector<std::string> out;
        for (const std::string& id : base::split(list, ','))
            out.push_back(texts.text_or(table + std::string(base::trim(id)), base::trim(id)));
        return fmt::format("{}", fmt::join(out, ", "));
    };
    for (auto& [name, value] : error.arguments) {
        if (error.message == "dossier.not_possible" && name == "state") value = words("dossier_state.", value);
        if (error.message == "dossier.not_possible" && (name == "event" || name == "allowed"))
            value = words("dossier_event.", value);
        if (error.message == "dossier.bad_extent" && name == "allowed") value = words("extent.", value);
    }
    return error;
}

base::Result<void> may_record(const DossierEvent& event, const std::vector<DossierEvent>& all, const LevelData& data,
                              base::Date today) {
    const auto own = events_of(all, event.system);
    const base::Date end{std::chrono::year(2199), std::chrono::December, std::chrono::day(31)};
    return rules::may_follow(rules::fold(own, data.levels, end), own, event, today);
}

}  // namespace

base::Result<std::int64_t> record_event(store::Store& store, const LevelData& data, const EventInput& input,
                                        const rules::Law& law, const base::Catalogue& texts, base::Time now) {
    const base::Date today = base::local_date(now);
    auto book = open_book(store, data, today);
    if (!book) return tl::unexpected(book.error());
    auto event = make_event(input, *book, data, law, texts, today);
    if (!event) return tl::unexpected(event.error());
    if (auto may = may_record(*event, book->events, data, today); !may)
        return tl::unexpected(in_words(may.error(), texts));
    auto ids = store.record_dossier_events({*event}, now);
    if (!ids) return tl::unexpected(ids.error());
    return ids->front();
}

base::Result<RecordedList> record_list(store::Store& store, const LevelData& data, const std::filesystem::path& path,
                                       bool strict, const rules::Law& law, const base::Catalogue& texts,
                                       base::Time now) {
    const base::Date today = base::local_date(now);
    auto book = open_book(store, data, today);
    if (!book) return tl::unexpected(book.error());
    auto table = read_sheet(path);
    if (!table) return tl::unexpected(table.error());
    const EventColumns columns(*table);
    if (!columns.usable())
        return base::fail(base::ErrorCode::bad_input, "dossier.no_columns", {}, {table->file, table->heading_line, {}});
    RecordedList out;
    std::vector<DossierEvent> all = book->events;
    std::vector<DossierEvent> fresh;
    for (const base::TableRow& row : table->rows) {
        ++out.rows;
        const auto refuse = [&](base::Error error) {
            error.place = {table->file, row.line, {}};
            out.defects.push_back(std::move(error));
        };
        auto event = make_event(columns.input(row, path.parent_path()), *book, data, law, texts, today);
        if (!event) {
            refuse(event.error());
            continue;
        }
        if (std::any_of(all.begin(), all.end(), [&](const DossierEvent& each) { return same_event(each, *event); })) {
            ++out.known;
            continue;
        }
        if (auto may = may_record(*event, all, data, today); !may) {
            refuse(in_words(may.error(), texts));
            continue;
        }
        event->id = static_cast<std::int64_t>(all.size()) + 1'000'000'000;  // stands last until the store numbers it
        event->recorded_at = now;
        all.push_back(*event);
        fresh.push_back(std::move(*event));
    }
    if (fresh.empty() || (strict && !out.defects.empty())) return out;
    auto ids = store.record_dossier_events(fresh, now);
    if (!ids) return tl::unexpected(ids.error());
    out.recorded = static_cast<int>(ids->size());
    return out;
}

Sheet dossier_sheet(const DossierBook& book, const base::Catalogue& texts) {
    const auto words = [&](const auto& names, std::string_view table) {
        std::vector<std::string> out;
        for (const std::string_view name : names)
            out.push_back(texts.text_or(std::string(table) + "." + std::string(name), name));
        return out;
    };
    std::vector<std::string> extents;
    for (const auto& list : {words(model::implementation_extents, "extent"), words(model::check_extents, "extent"),
                             words(model::expected_extents, "extent")})
        extents.insert(extents.end(), list.begin(), list.end());
    Sheet sheet;
    sheet.name = texts.text("sheet.dossiers");
    sheet.columns = {{texts.text("sheet.system"), {}, 24},
                     {texts.text("sheet.system_name"), {}, 40},
                     {texts.text("sheet.event"), words(model::dossier_event_names, "dossier_event"), 24},
                     {texts.text("sheet.date"), {}, 12},
                     {texts.text("sheet.number"), {}, 16},
                     {texts.text("sheet.body"), {}, 30},
                     {texts.text("sheet.role"), words(rules::role_names, "role"), 24},
                     {texts.text("sheet.level"), {"1", "2", "3", "4", "5"}, 8},
                     {texts.text("sheet.extent"), extents, 24},
                     {texts.text("sheet.criteria"), {}, 20},
                     {texts.text("sheet.files"), {}, 30},
                     {texts.text("sheet.note"), {}, 30}};
    for (const model::InformationSystem& system : book.inventory.systems) {
        if (system.lifecycle != "retired") sheet.rows.push_back({system.id, system.name});
    }
    for (auto& row : sheet.rows)
        row.resize(sheet.columns.size());
    return sheet;
}

std::vector<rules::Term> terms_in(const DossierBook& book, const LevelData& data, bool late) {
    std::vector<rules::Term> out;
    for (const auto& [system, log] : book.logs) {
        for (rules::Term& term : rules::terms_of(log, data.levels, data.calendar, book.as_of)) {
            if (!late || term.late > 0) out.push_back(std::move(term));
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const rules::Term& a, const rules::Term& b) {
        if (a.done.has_value() != b.done.has_value()) return !a.done;
        return a.due.date < b.due.date;
    });
    return out;
}

base::Result<std::vector<rules::Attention>> review(store::Store& store, const DossierBook& book, const LevelData& data,
                                                   const rules::RuleSet& rules, const Workspace& workspace) {
    LevelQuery query;
    query.as_of = book.as_of;
    auto levels = propose_levels(store, rules, data, query);
    if (!levels) return tl::unexpected(levels.error());
    rules::AttentionInput input;
    input.inventory = &book.inventory;
    input.logs = &book.logs;
    input.as_of = book.as_of;
    for (const Office& office : workspace.config.offices)
        input.bodies.specialised.push_back(office.name);
    // a level that only the inventory's own words give is no ground to doubt an approval
    for (const SystemLevel& level : *levels) {
        for (std::size_t i = 0; i < level.components.size(); ++i) {
            if (level.components[i].answers.size() > level.from_inventory[i].size())
                input.proposals.insert_or_assign(level.system.id, level.proposal);
        }
    }
    return rules::things_to_look_at(input, data.levels);
}

std::string sentence_of(const rules::Attention& attention, const base::Catalogue& texts) {
    base::MessageArguments arguments;
    for (const auto& [name, value] : attention.arguments) {
        std::string words = value;
        if (name == "role" || name == "expected") words = texts.text_or("role." + value, value);
        if (name == "part") words = texts.text_or("part." + value, value);
        if (name == "field") words = texts.text_or("field." + value, value);
        if (name == "inventory" || name == "log") words = texts.text_or("dossier_state." + value, value);
        if (name == "parts") {
            std::vector<std::string> parts;
            for (const std::string& each : base::split(value, ','))
                parts.push_back(texts.text_or("part." + std::string(base::trim(each)), base::trim(each)));
            words = fmt::format("{}", fmt::join(parts, ", "));
        }
        arguments.emplace_back(name, words);
    }
    return texts.text("attention." + std::string(name_of(attention.kind)), arguments);
}

base::Value to_value(const rules::Dossier& dossier, const LevelData& data) {
    base::Object out{{"number", dossier.number}, {"state", name_of(dossier.state)}, {"regime", dossier.regime}};
    if (dossier.from_inventory) out.set("from_inventory", true);
    if (const auto level = dossier.level()) out.set("level", *level);
    if (dossier.proposed_level) out.set("proposed_level", *dossier.proposed_level);
    if (!dossier.criteria.empty()) out.set("criteria", dossier.criteria);
    const auto act = [&](const char* key, const std::optional<rules::Act>& value) {
        if (value) out.set(key, act_value(*value));
    };
    act("drafted", dossier.drafted);
    act("submitted", dossier.submitted);
    act("returned", dossier.returned);
    act("appraised", dossier.appraised);
    act("approved", dossier.approved);
    act("regulation", dossier.regulation);
    const auto day = [&](const char* key, const std::optional<base::Date>& value) {
        if (value) out.set(key, base::to_iso_date(*value));
    };
    if (!dossier.extent.empty()) out.set("extent", dossier.extent);
    day("fully_implemented", dossier.fully_implemented);
    day("checked_before_use", dossier.checked_before_use);
    day("checked_periodically", dossier.checked_periodically);
    day("expected_approval", dossier.expected_approval);
    day("expected_implementation", dossier.expected_implementation);
    day("changed", dossier.changed);
    const rules::Regime* regime = data.levels.regime(dossier.regime);
    if (regime != nullptr && !dossier.from_inventory) {
        base::Array parts;
        for (const rules::ChecklistItem& item : rules::checklist(dossier, *regime)) {
            base::Array files;
            for (const model::AttachedFile& file : item.files)
                files.emplace_back(base::Object{{"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
            parts.emplace_back(
                base::Object{{"part", item.part->id}, {"present", item.present}, {"files", std::move(files)}});
        }
        out.set("parts", std::move(parts));
    }
    base::Array events;
    for (const DossierEvent& event : dossier.events) {
        base::Object one{{"id", event.id},
                         {"kind", name_of(event.kind)},
                         {"on", base::to_iso_date(event.on)},
                         {"recorded_at", base::to_rfc3339(event.recorded_at)},
                         {"actor", event.actor},
                         {"detail", model::detail_of(event)}};
        events.emplace_back(std::move(one));
    }
    if (!events.empty()) out.set("events", std::move(events));
    return out;
}

base::Value to_value(const rules::DossierCounts& counts) {
    return base::Object{{"managed", counts.managed},
                        {"classified", counts.classified},
                        {"built", counts.built},
                        {"submitted", counts.submitted},
                        {"appraised", counts.appraised},
                        {"approved", counts.approved},
                        {"implemented", counts.implemented},
                        {"checked", counts.checked},
                        {"checked_periodically", counts.checked_periodically}};
}

base::Value to_value(const DossierBook& book, const LevelData& data) {
    base::Array systems;
    for (const model::InformationSystem& system : book.inventory.systems) {
        base::Array dossiers;
        if (const auto log = book.logs.find(system.id); log != book.logs.end()) {
            for (const rules::Dossier& dossier : log->second.dossiers)
                dossiers.push_back(to_value(dossier, data));
        }
        systems.emplace_back(base::Object{{"system", system.id},
                                          {"agency", system.agency},
                                          {"lifecycle", system.lifecycle},
                                          {"dossiers", std::move(dossiers)}});
    }
    return base::Object{{"schema", "attt.dossiers/1"},
                        {"as_of", base::to_iso_date(book.as_of)},
                        {"counts", to_value(rules::count(book.inventory, book.logs))},
                        {"systems", std::move(systems)}};
}

base::Value to_value(const std::vector<rules::Term>& terms, base::Date as_of) {
    base::Array rows;
    for (const rules::Term& term : terms) {
        base::Object row{{"system", term.system},
                         {"step", term.step},
                         {"from", base::to_iso_date(term.from)},
                         {"due", base::to_iso_date(term.due.date)},
                         {"provisional", term.due.provisional},
                         {"unit", term.unit == rules::DayUnit::working ? "working" : "calendar"},
                         {"late", term.late},
                         {"clause", term.clause}};
        if (term.done) row.set("done", base::to_iso_date(*term.done));
        rows.emplace_back(std::move(row));
    }
    return base::Object{{"schema", "attt.terms/1"}, {"as_of", base::to_iso_date(as_of)}, {"terms", std::move(rows)}};
}

base::Value to_value(const std::vector<rules::Attention>& attentions, const base::Catalogue& texts, base::Date as_of) {
    base::Array rows;
    for (const rules::Attention& each : attentions) {
        base::Object row{{"kind", name_of(each.kind)},
                         {"subject", base::Object{{"kind", name_of(each.subject.kind)}, {"id", each.subject.id}}},
                         {"agency", each.agency},
                         {"text", sentence_of(each, texts)}};
        if (!each.clause.empty()) row.set("clause", each.clause);
        rows.emplace_back(std::move(row));
    }
    return base::Object{
        {"schema", "attt.attention/1"}, {"as_of", base::to_iso_date(as_of)}, {"things", std::move(rows)}};
}

}  // namespace attt::app
