// Events of dossiers as people say them, one by one or in a list: read, checked, recorded.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/dossiers.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

using model::DossierEvent;

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
    explicit EventColumns(const base::Table& table) {
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
    std::optional<std::size_t> system_, event_, on_, number_, body_, role_, level_, regime_, extent_, criteria_, files_,
        note_;
};

}  // namespace

base::Result<DossierEvent> make_event(const EventInput& input, const DossierBook& book, const LevelData& data,
                                      const rules::Law& law, const base::Catalogue& texts, base::Date today) {
    if (book.system(input.system) == nullptr) {
        std::vector<std::string> ids;
        for (const auto& system : book.inventory.systems)
            ids.push_back(system.id);
        return base::fail(base::ErrorCode::not_found, "level.no_system",
                          {{"id", input.system}, {"nearest", base::nearest(input.system, ids).value_or("")}});
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

}  // namespace attt::app
