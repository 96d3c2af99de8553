// What a drill leaves behind: that it was held, and what its attackers found.
#include <algorithm>
#include <array>
#include <set>

#include "app/drill.h"
#include "app/sheet.h"
#include "base/text.h"

namespace attt::app {
namespace {

enum Column : std::size_t { subject, reference, title, severity, evidence, observed };
constexpr std::array<base::ColumnSpec, 6> specs = {{{"subject", "đối tượng|địa chỉ|trang|hệ thống|url", true},
                                                    {"reference", "mã|số|stt|tham chiếu", true},
                                                    {"title", "tồn tại|lỗ hổng|nội dung|tiêu đề", true},
                                                    {"severity", "mức độ|nghiêm trọng", true},
                                                    {"evidence", "minh chứng|bằng chứng|mô tả"},
                                                    {"observed", "ngày|ngày phát hiện|thời điểm"}}};

// Severities by their own names and by the words for them.
std::optional<model::Severity> severity_in(std::string_view text) {
    if (const auto known = model::severity_of(base::to_lower_ascii(text))) return known;
    static const std::map<std::string, model::Severity> words = {{"nghiem trong", model::Severity::critical},
                                                                 {"cao", model::Severity::high},
                                                                 {"trung binh", model::Severity::medium},
                                                                 {"thap", model::Severity::low},
                                                                 {"thong tin", model::Severity::info}};
    const auto found = words.find(base::fold(text));
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

std::optional<model::SubjectRef> subject_in(const model::Inventory& inventory, std::string_view text) {
    for (const model::Website& website : inventory.websites) {
        if (website.id == text || website.url == text || website.url == std::string(text) + "/")
            return model::SubjectRef{model::SubjectKind::website, website.id};
    }
    for (const model::InformationSystem& system : inventory.systems) {
        if (system.id == text) return model::SubjectRef{model::SubjectKind::system, system.id};
    }
    for (const model::Computer& computer : inventory.computers) {
        if (computer.id == text) return model::SubjectRef{model::SubjectKind::computer, computer.id};
    }
    return std::nullopt;
}

std::vector<std::string> ids_of(const std::vector<model::InformationSystem>& systems) {
    std::vector<std::string> out;
    for (const model::InformationSystem& system : systems)
        out.push_back(system.id);
    return out;
}

struct Reader {
    const model::Inventory& inventory;
    const std::string& drill;
    base::Time at;
    std::vector<model::ReportedFinding> findings = {};
    std::vector<base::Error> defects = {};
    std::set<std::pair<model::SubjectRef, std::string>> seen = {};

    void row(const std::vector<std::string>& cells, const base::Place& place) {
        const auto defect = [&](const char* message, base::MessageArguments arguments) {
            defects.push_back({base::ErrorCode::bad_input, message, std::move(arguments), place});
        };
        model::ReportedFinding out;
        out.drill = drill;
        const auto found = subject_in(inventory, cells[subject]);
        if (!found) return defect("drill.no_subject", {{"value", cells[subject]}});
        out.subject = *found;
        out.reference = cells[reference];
        out.title = cells[title];
        if (out.reference.empty() || out.title.empty()) return defect("drill.blank", {});
        const auto grade = severity_in(cells[severity]);
        if (!grade) return defect("drill.bad_severity", {{"value", cells[severity]}});
        out.severity = *grade;
        out.evidence = base::Value(cells[evidence]);
        out.observed = at;
        if (!cells[observed].empty()) {
            const auto day = base::parse_date(cells[observed]);
            if (!day) return defect("drill.bad_date", {{"value", cells[observed]}});
            out.observed = base::start_of_day(*day);
            if (out.observed > at) return defect("drill.future", {{"value", cells[observed]}});
        }
        if (!seen.insert({out.subject, out.reference}).second) return defect("drill.twice", {{"value", out.reference}});
        findings.push_back(std::move(out));
    }
};

}  // namespace

base::Result<DrillImport> import_drill_findings(store::Store& store, const std::string& drill, const std::string& file,
                                                base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    auto lines = read_lines(file, specs);
    if (!lines) return tl::unexpected(lines.error());
    if (!*lines) return base::fail(base::ErrorCode::bad_input, "drill.no_columns", {}, {file, 0, {}});
    Reader reader{*inventory, drill, at};
    for (const SheetLine& line : **lines)
        reader.row(line.cells, line.place);
    DrillImport out;
    out.defects = std::move(reader.defects);
    if (!out.defects.empty()) return out;
    auto summary = store.report_findings(drill, reader.findings, at);
    if (!summary) return tl::unexpected(summary.error());
    out.summary = *summary;
    return out;
}

base::Result<model::Record> hold_drill(store::Store& store, const HeldDrill& held, base::Time at) {
    auto drills = store.drills();
    if (!drills) return tl::unexpected(drills.error());
    const auto known =
        std::find_if(drills->begin(), drills->end(), [&](const model::Drill& each) { return each.id == held.drill; });
    if (known == drills->end()) return base::fail(base::ErrorCode::not_found, "store.no_drill", {{"id", held.drill}});
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    std::string systems;
    for (const std::string& id : held.systems) {
        const auto named = std::find_if(inventory->systems.begin(), inventory->systems.end(),
                                        [&](const model::InformationSystem& each) { return each.id == id; });
        if (named == inventory->systems.end())
            return base::fail(base::ErrorCode::not_found, "level.no_system",
                              {{"id", id}, {"nearest", base::nearest(id, ids_of(inventory->systems)).value_or("")}});
        systems += (systems.empty() ? "" : ";") + id;
    }
    model::Record record;
    record.kind = model::RecordKind::drill;
    record.id = "drill-" + held.drill;
    base::Object& fields = *record.attributes.if_object();
    fields.set("name", held.name);
    fields.set("date", base::to_iso_date(held.on));
    fields.set("live", true);
    const auto say = [&](const char* field, const std::string& value) {
        if (!value.empty()) fields.set(field, value);
    };
    say("lead", held.lead);
    // a drill of one agency counts for that agency; one of several, or of all, for the province
    if (known->agencies.size() == 1) fields.set("agency", known->agencies.front());
    say("systems", systems);
    if (held.participants) fields.set("participants", *held.participants);
    say("document", held.document);
    if (auto kept = store.hold_drill(held.drill, held.on, at); !kept) return tl::unexpected(kept.error());
    if (auto kept = store.save_records({record}, "attt drill held", std::string(), at); !kept)
        return tl::unexpected(kept.error());
    return record;
}

}  // namespace attt::app
