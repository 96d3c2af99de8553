#include "app/drill.h"

#include <algorithm>
#include <set>

#include "app/targets.h"
#include "base/table_columns.h"
#include "base/text.h"

namespace attt::app {
namespace {

using remediation::ReadinessFinding;
using remediation::ReadinessPolicy;

base::Result<ReadinessPolicy> policy_of(const Workspace& workspace, std::vector<base::Error>& defects) {
    auto loaded = remediation::load_readiness_policy(workspace.rule_directories());
    if (loaded.defects.empty()) return std::move(loaded.policy);
    defects = std::move(loaded.defects);
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

base::Result<void> all_known(const model::Inventory& inventory, const std::vector<std::string>& agencies) {
    for (const std::string& agency : agencies) {
        if (inventory.agency(agency) == nullptr)
            return base::fail(base::ErrorCode::not_found, "agency.unknown", {{"id", agency}});
    }
    return {};
}

bool in_scope(const std::string& agency, const std::vector<std::string>& agencies) {
    return agencies.empty() || std::find(agencies.begin(), agencies.end(), agency) != agencies.end();
}

// `ever`: closed ones and those that a waiver covers too, for the burn-down.
std::vector<ReadinessFinding> findings_in(const FindingTable& table, const std::vector<std::string>& agencies,
                                          bool ever) {
    std::vector<ReadinessFinding> out;
    for (const FindingRow& row : table.rows) {
        if (!in_scope(row.place.agency, agencies) || (!ever && !model::needs_work(row.state))) continue;
        out.push_back({&row.finding, row.place.agency, row.place.level, row.place.internet_facing, row.days_over});
    }
    return out;
}

base::Value scores_value(const remediation::Readiness& readiness) {
    base::Array out;
    for (const remediation::ReadinessScore& score : readiness.scores) {
        out.emplace_back(base::Object{{"part", name_of(score.part)},
                                      {"points", score.points},
                                      {"gained_tenths", score.tenths()},
                                      {"meeting", score.meeting},
                                      {"unknown", score.unknown},
                                      {"total", score.total}});
    }
    return out;
}

base::Value baseline_of(const remediation::Readiness& readiness) {
    base::Array findings;
    for (const remediation::BlockingItem& item : readiness.items) {
        if (!item.finding.empty()) findings.emplace_back(item.finding);
    }
    return base::Object{{"gained_tenths", readiness.tenths()},
                        {"possible", readiness.possible()},
                        {"items", readiness.items.size()},
                        {"findings", std::move(findings)},
                        {"scores", scores_value(readiness)}};
}

base::Result<FindingTable> all_findings(const Workspace& workspace, store::Store& store, base::Time at,
                                        std::vector<base::Error>& defects) {
    FindingQuery query;
    query.state = "all";
    return list_findings(workspace, store, query, at, defects);
}

base::Result<model::Drill> drill_named(store::Store& store, const std::string& id, base::Date today) {
    auto drills = store.drills();
    if (!drills) return tl::unexpected(drills.error());
    const model::Drill* chosen = nullptr;
    for (const model::Drill& drill : *drills) {
        if (!id.empty() ? drill.id == id : chosen == nullptr || chosen->date < today) chosen = &drill;
    }
    if (chosen != nullptr) return *chosen;
    if (id.empty()) return base::fail(base::ErrorCode::not_found, "drill.none");
    return base::fail(base::ErrorCode::not_found, "store.no_drill", {{"id", id}});
}

void compare_with_baseline(ReadinessView& view) {
    std::set<std::string> before;
    for (const std::string& finding : base::strings_of(view.drill.baseline["findings"]))
        before.insert(finding);
    std::set<std::string> own;
    for (const FindingRow& row : view.table.rows) {
        if (!view.agency.empty() && row.place.agency != view.agency) continue;
        own.insert(row.finding.id);
        if (before.contains(row.finding.id) && row.state == model::FindingState::verified_fixed)
            view.fixed.push_back(row.finding.id);
    }
    for (const remediation::BlockingItem& item : view.now.items) {
        if (!item.finding.empty() && !before.contains(item.finding)) view.appeared.push_back(item.finding);
    }
    view.baseline_tenths = view.drill.baseline["gained_tenths"].integer_or(0);
    view.baseline_possible = static_cast<int>(view.drill.baseline["possible"].integer_or(0));
}

void draw_burn_down(const ReadinessPolicy& policy, const std::vector<std::string>& agencies, base::Time at,
                    ReadinessView& view) {
    const auto ever = findings_in(view.table, agencies, true);
    for (base::Time day = view.drill.planned; day < at; day += std::chrono::days(7))
        view.burn_down.push_back({base::local_date(day), open_blocking_at(ever, policy, day)});
    view.burn_down.push_back({base::local_date(at), open_blocking_at(ever, policy, at)});
}

// ---- import ----

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

struct Reader {
    const model::Inventory& inventory;
    const std::string& drill;
    base::Time at;
    std::vector<model::ReportedFinding> findings = {};
    std::vector<base::Error> defects = {};
    std::set<std::pair<model::SubjectRef, std::string>> seen = {};

    void row(const std::array<std::string, specs.size()>& cells, const base::Place& place) {
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

base::Result<model::Drill> plan_drill(const Workspace& workspace, store::Store& store, const std::string& id,
                                      base::Date date, const std::vector<std::string>& agencies, base::Time at,
                                      std::vector<base::Error>& defects) {
    if (date < base::local_date(at))
        return base::fail(base::ErrorCode::bad_usage, "drill.past", {{"date", base::show_date(date)}});
    auto policy = policy_of(workspace, defects);
    if (!policy) return tl::unexpected(policy.error());
    auto table = all_findings(workspace, store, at, defects);
    if (!table) return tl::unexpected(table.error());
    if (auto known = all_known(table->inventory, agencies); !known) return tl::unexpected(known.error());
    model::Drill drill;
    drill.id = id.empty() ? base::to_iso_date(date) : id;
    drill.date = date;
    drill.agencies = agencies;
    drill.planned = at;
    drill.baseline =
        baseline_of(assess_readiness(table->inventory, findings_in(*table, agencies, false), agencies, *policy));
    if (auto planned = store.plan_drill(drill); !planned) return tl::unexpected(planned.error());
    return drill;
}

base::Result<ReadinessView> readiness(const Workspace& workspace, store::Store& store, const std::string& id,
                                      const std::string& agency, base::Time at, std::vector<base::Error>& defects) {
    ReadinessView view;
    view.agency = agency;
    auto drill = drill_named(store, id, base::local_date(at));
    if (!drill) return tl::unexpected(drill.error());
    view.drill = std::move(*drill);
    auto policy = policy_of(workspace, defects);
    if (!policy) return tl::unexpected(policy.error());
    auto table = all_findings(workspace, store, at, defects);
    if (!table) return tl::unexpected(table.error());
    view.table = std::move(*table);
    std::vector<std::string> agencies = view.drill.agencies;
    if (!agency.empty()) {
        if (auto known = all_known(view.table.inventory, {agency}); !known) return tl::unexpected(known.error());
        if (!in_scope(agency, agencies))
            return base::fail(base::ErrorCode::bad_usage, "drill.outside", {{"id", agency}, {"drill", view.drill.id}});
        agencies = {agency};
    }
    view.now = assess_readiness(view.table.inventory, findings_in(view.table, agencies, false), agencies, *policy);
    compare_with_baseline(view);
    draw_burn_down(*policy, agencies, at, view);
    return view;
}

base::Value to_value(const ReadinessView& view, const rules::RuleSet& rules, base::Language language) {
    std::map<std::string, const FindingRow*> rows;
    for (const FindingRow& row : view.table.rows)
        rows[row.finding.id] = &row;
    base::Array items;
    for (const remediation::BlockingItem& item : view.now.items) {
        base::Array reasons;
        for (const remediation::BlockReason reason : item.reasons)
            reasons.emplace_back(name_of(reason));
        base::Object each{{"agency", item.agency},
                          {"subject", base::Object{{"kind", name_of(item.subject.kind)}, {"id", item.subject.id}}},
                          {"reasons", std::move(reasons)}};
        if (item.unknown) each.set("unknown", true);
        if (const auto row = rows.find(item.finding); row != rows.end()) {
            each.set("finding", item.finding);
            each.set("severity", name_of(row->second->finding.severity));
            each.set("title", title_of(row->second->finding, rules, language));
            if (row->second->due) each.set("due", base::to_iso_date(*row->second->due));
        }
        items.emplace_back(std::move(each));
    }
    base::Array burn_down;
    for (const ReadinessView::Point& point : view.burn_down)
        burn_down.emplace_back(base::Object{{"day", base::to_iso_date(point.day)}, {"open", point.open}});
    base::Object out{{"schema", "attt.readiness/1"},
                     {"drill", view.drill.id},
                     {"date", base::to_iso_date(view.drill.date)},
                     {"agency", view.agency},
                     {"gained_tenths", view.now.tenths()},
                     {"possible", view.now.possible()},
                     {"scores", scores_value(view.now)},
                     {"items", std::move(items)},
                     {"fixed", view.fixed},
                     {"appeared", view.appeared},
                     {"burn_down", std::move(burn_down)}};
    if (view.agency.empty()) {
        out.set("baseline",
                base::Object{{"gained_tenths", view.baseline_tenths}, {"possible", view.baseline_possible}});
    }
    return out;
}

base::Result<DrillImport> import_drill_findings(store::Store& store, const std::string& drill, const std::string& file,
                                                base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    auto opened = base::TableFile::open_file(file);
    if (!opened) return tl::unexpected(opened.error());
    const base::ColumnWords words(specs);
    Reader reader{*inventory, drill, at};
    bool found = false;
    for (std::size_t sheet = 0; sheet < opened->sheets().size() && !found; ++sheet) {
        auto top = base::read_top(*opened, sheet);
        if (!top) return tl::unexpected(top.error());
        const auto layout = base::find_layout(*top, words);
        if (!layout || !layout->complete) continue;
        found = true;
        const auto visit = [&](const base::SheetRow& row) {
            if (row.number <= layout->last_heading_row) return true;
            std::array<std::string, specs.size()> cells;
            for (std::size_t i = 0; i < specs.size(); ++i) {
                if (const auto column = layout->column_of(i)) cells[i] = row.text_at(*column);
            }
            reader.row(cells, opened->place(sheet, row.number));
            return true;
        };
        if (auto read = opened->read_rows(sheet, visit); !read) return tl::unexpected(read.error());
    }
    if (!found) return base::fail(base::ErrorCode::bad_input, "drill.no_columns", {}, {file, 0, {}});
    DrillImport out;
    out.defects = std::move(reader.defects);
    if (!out.defects.empty()) return out;
    auto summary = store.report_findings(drill, reader.findings, at);
    if (!summary) return tl::unexpected(summary.error());
    out.summary = *summary;
    return out;
}

}  // namespace attt::app
