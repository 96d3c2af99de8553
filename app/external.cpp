#include "app/external.h"

#include <algorithm>
#include <cctype>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "inventory/consoles/read.h"

namespace attt::app {
namespace {

using base::Result;
using model::ExternalLook;
using rules::Grade;

Result<NetworkNames> names_now(const Workspace& workspace, store::Store& store, base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    auto observations = store.latest_observations(at);
    if (!observations) return tl::unexpected(observations.error());
    return NetworkNames(*inventory, *observations, workspace.config.resolver.host_map);
}

Result<void> check_assessment(store::Store& store, const std::string& id, base::Time at) {
    if (id.empty()) return {};
    auto records = store.records(at);
    if (!records) return tl::unexpected(records.error());
    std::vector<std::string> ids;
    for (const model::Record& record : *records) {
        if (record.kind == model::RecordKind::assessment) ids.push_back(record.id);
    }
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return {};
    return base::fail(base::ErrorCode::not_found, "external.no_assessment",
                      {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}});
}

Result<void> check_table(const rules::ExternalRules& rules, const std::string& id) {
    std::vector<std::string> ids;
    for (const model::ExternalColumns& table : rules.tables)
        ids.push_back(table.id);
    if (id.empty() || std::find(ids.begin(), ids.end(), id) != ids.end()) return {};
    return base::fail(base::ErrorCode::not_found, "external.no_table_id",
                      {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}});
}

void add_unmatched(std::vector<UnmatchedHost>& hosts, const ExternalLook& look, std::size_t weaknesses) {
    const auto known = std::find_if(hosts.begin(), hosts.end(), [&](const UnmatchedHost& host) {
        return host.host == look.host.name && host.because == look.unmatched_because;
    });
    UnmatchedHost& host = known != hosts.end() ? *known : hosts.emplace_back();
    host.host = look.host.name;
    host.because = look.unmatched_because;
    host.results += look.host.results.size();
    host.weaknesses += weaknesses;
}

void sort_by_weight(std::vector<UnmatchedHost>& hosts) {
    std::sort(hosts.begin(), hosts.end(), [](const UnmatchedHost& a, const UnmatchedHost& b) {
        return std::tie(b.weaknesses, a.host, a.because) < std::tie(a.weaknesses, b.host, b.because);
    });
}

class Counter {
  public:
    Counter(const rules::ExternalRules& rules, ExternalImport& out) : rules_(rules), out_(out) {}

    void count(const ExternalLook& look) {
        std::size_t weaknesses = 0;
        for (const model::ExternalResult& result : look.host.results) {
            const Grade grade = result.gone ? Grade::ok : rules_.grade(out_.tool, result);
            ++out_.results;
            if (look.subject) ++out_.matched;
            if (!result.cves.empty()) ++out_.with_cve;
            if (result.cvss) ++out_.with_cvss;
            if (grade == Grade::note) ++out_.notes;
            if (grade == Grade::ok) ++out_.in_order;
            if (grade == Grade::unmeasured) ++out_.unmeasured;
            if (grade <= Grade::info) {
                ++weaknesses;
                if (look.subject && !rules_.same_as(out_.tool, result.reference).empty()) ++out_.same;
            }
            const bool strange = !result.said.empty() && !result.gone && !rules_.knows(out_.tool, result.said);
            if (strange && std::find(strange_.begin(), strange_.end(), result.said) == strange_.end() &&
                strange_.size() < 5)
                strange_.push_back(result.said);
        }
        out_.weaknesses += weaknesses;
        if (!look.subject) add_unmatched(out_.unmatched, look, weaknesses);
    }

    const std::vector<std::string>& strange() const { return strange_; }

  private:
    const rules::ExternalRules& rules_;
    ExternalImport& out_;
    std::vector<std::string> strange_;
};

// Nobody knows which of two looks came first: what was seen stands, and nothing is ended by it. How many results are
// left out, which say that something is in order or say no weakness.
std::size_t close_nothing(model::ExternalHost& host, const rules::ExternalRules& rules, const std::string& tool) {
    if (host.silent_because.empty()) host.silent_because = "undated";
    return std::erase_if(host.results, [&](const model::ExternalResult& result) {
        return result.gone || rules.grade(tool, result) > rules::Grade::info;
    });
}

void warn(ExternalImport& out, const char* message, base::MessageArguments arguments = {}) {
    out.warnings.push_back({base::ErrorCode::bad_input, message, std::move(arguments), {out.file, 0, {}}});
}

// Whether a text names a file, and not one whose name ends or begins with it.
bool names_file(const std::string& said, const std::string& file) {
    const auto part = [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; };
    for (auto at = said.find(file); at != std::string::npos; at = said.find(file, at + 1)) {
        const auto after = at + file.size();
        if ((at == 0 || !part(static_cast<unsigned char>(said[at - 1]))) &&
            (after == said.size() || !part(static_cast<unsigned char>(said[after]))))
            return true;
    }
    return false;
}

}  // namespace

bool is_external_file(const LevelData& data, const std::string& file, const std::string& bytes) {
    return inventory::is_external(file, bytes, {data.external.tables, {}});
}

void part_external(const LevelData& data, std::vector<std::string>& files, std::vector<std::string>& externals) {
    std::vector<std::string> rest;
    for (std::string& file : files) {
        const auto bytes = base::read_file(file);
        const bool external = bytes && !inventory::is_list(file, *bytes) && is_external_file(data, file, *bytes) &&
                              bytes->find("<nmaprun") == std::string::npos;
        (external ? externals : rest).push_back(std::move(file));
    }
    files = std::move(rest);
}

Result<ExternalImport> import_external(const Workspace& workspace, store::Store& store, const LevelData& data,
                                       const std::string& file, const ExternalOptions& options, base::Time at) {
    const rules::ExternalRules& rules = data.external;
    if (auto known = check_table(rules, options.table); !known) return tl::unexpected(known.error());
    if (auto known = check_assessment(store, options.assessment, at); !known) return tl::unexpected(known.error());
    auto bytes = base::read_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    inventory::ReadExternal read = inventory::read_external(file, *bytes, {rules.tables, options.table});
    model::ExternalReport& report = read.report;
    ExternalImport out;
    out.file = file;
    out.tool = report.tool;
    out.source = options.source.empty() ? report.tool : base::nfc(base::trim(options.source));
    out.format = report.format;
    out.version = report.version;
    out.finished = report.finished;
    out.hosts = report.hosts.size();
    out.left_out = read.left_out;
    out.defects = std::move(read.defects);
    out.warnings = std::move(read.warnings);
    if (report.tool.empty()) return out;

    auto names = names_now(workspace, store, at);
    if (!names) return tl::unexpected(names.error());
    std::vector<ExternalLook> looks;
    bool undated = false;
    for (model::ExternalHost& host : report.hosts) {
        if (options.complete && host.silent_because != "not_finished") host.silent_because.clear();
        const auto when = host.seen ? host.seen : options.as_of ? options.as_of : report.ended;
        undated = undated || !when;
        if (!when) out.left_out += close_nothing(host, rules, report.tool);
        for (ExternalLook& look : names->split(host)) {
            // nothing was seen after now, whatever the clock of the scanner says
            look.at = std::min(when.value_or(at), at);
            looks.push_back(std::move(look));
        }
    }
    Counter counter(rules, out);
    for (const ExternalLook& look : looks)
        counter.count(look);
    if (undated) warn(out, "external.undated");
    if (!out.finished) warn(out, "external.not_finished");
    if (!report.filter.empty() && std::any_of(report.hosts.begin(), report.hosts.end(),
                                              [](const auto& host) { return host.silent_because == "filtered"; }))
        warn(out, "external.filtered", {{"filter", report.filter}});
    for (const std::string& word : counter.strange())
        warn(out, "external.strange_severity", {{"value", word}, {"tool", out.tool}});
    sort_by_weight(out.unmatched);
    if (options.dry_run || looks.empty()) return out;

    store::ExternalReportRow row;
    row.source = out.source;
    row.tool = out.tool;
    row.version = out.version;
    row.format = out.format;
    row.file = std::filesystem::path(file).filename().string();
    row.file_sha256 = base::sha256_hex(*bytes);
    row.started = report.started;
    row.ended = report.ended;
    row.finished = out.finished;
    row.filter = report.filter;
    row.assessment = options.assessment;
    row.results = static_cast<std::int64_t>(out.results);
    row.left_out = static_cast<std::int64_t>(out.left_out);
    auto saved = store::save_external(store, row, looks, at);
    if (!saved) return tl::unexpected(saved.error());
    out.report = saved->id;
    out.known = saved->known;
    out.stored = !saved->known;
    if (saved->known && !options.assessment.empty()) {
        if (auto set = store::set_assessment(store, saved->id, options.assessment, at); !set)
            return tl::unexpected(set.error());
    }
    return out;
}

Result<int> link_assessments(store::Store& store, base::Time at) {
    auto reports = store::external_reports(store);
    if (!reports) return tl::unexpected(reports.error());
    auto records = store.records(at);
    if (!records) return tl::unexpected(records.error());
    int out = 0;
    for (const store::ExternalReportRow& report : *reports) {
        if (!report.assessment.empty() || report.file.empty()) continue;
        const std::string file = base::fold(report.file);
        for (const model::Record& record : *records) {
            if (record.kind != model::RecordKind::assessment) continue;
            const std::string said = base::fold(record.text("document") + "\n" + record.text("note"));
            if (!names_file(said, file)) continue;
            if (auto set = store::set_assessment(store, report.id, record.id, at); !set)
                return tl::unexpected(set.error());
            ++out;
            break;
        }
    }
    return out;
}

Result<int> rematch_external(const Workspace& workspace, store::Store& store, base::Time at) {
    auto waiting = store::external_looks(store, at, false);
    if (!waiting) return tl::unexpected(waiting.error());
    if (waiting->empty()) return 0;
    auto names = names_now(workspace, store, at);
    if (!names) return tl::unexpected(names.error());
    std::vector<store::MatchedLook> matched;
    for (const ExternalLook& look : *waiting) {
        const auto parts = names->split(look.host);
        // a host that turned out to be several subjects stays listed: its results would have to be parted
        if (parts.size() == 1 && parts.front().subject)
            matched.push_back({look.report, look.host.name, *parts.front().subject});
    }
    if (matched.empty()) return 0;
    return store::match_external(store, matched, at);
}

std::vector<std::string> also_seen_by(const std::vector<model::Verdict>& verdicts, const model::Finding& finding) {
    std::vector<std::string> out;
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.subject != finding.key.subject || verdict.reason != "joined: " + finding.key.rule) continue;
        const auto seen = base::parse_rfc3339(verdict.evidence["observed_at"].string_or(""));
        out.push_back(verdict.instance + (seen ? ", " + base::show_time(*seen) : ""));
    }
    return out;
}

Result<std::vector<UnmatchedHost>> unmatched_hosts(store::Store& store, const rules::ExternalRules& rules,
                                                   base::Time at) {
    auto looks = store::external_looks(store, at, false);
    if (!looks) return tl::unexpected(looks.error());
    std::vector<UnmatchedHost> out;
    for (const ExternalLook& look : *looks) {
        const auto weaknesses =
            std::count_if(look.host.results.begin(), look.host.results.end(), [&](const model::ExternalResult& result) {
                return !result.gone && rules.grade(look.tool, result) <= Grade::info;
            });
        add_unmatched(out, look, static_cast<std::size_t>(weaknesses));
    }
    sort_by_weight(out);
    return out;
}

base::Value to_value(const UnmatchedHost& host) {
    return base::Object{
        {"host", host.host}, {"because", host.because}, {"results", host.results}, {"weaknesses", host.weaknesses}};
}

base::Value to_value(const ExternalImport& import) {
    base::Array unmatched;
    for (const UnmatchedHost& host : import.unmatched)
        unmatched.push_back(to_value(host));
    return base::Object{{"file", import.file},
                        {"source", import.source},
                        {"tool", import.tool},
                        {"format", import.format},
                        {"version", import.version},
                        {"report", import.report},
                        {"stored", import.stored},
                        {"known", import.known},
                        {"finished", import.finished},
                        {"hosts", import.hosts},
                        {"results", import.results},
                        {"left_out", import.left_out},
                        {"weaknesses", import.weaknesses},
                        {"notes", import.notes},
                        {"in_order", import.in_order},
                        {"unmeasured", import.unmeasured},
                        {"matched", import.matched},
                        {"same_as_ours", import.same},
                        {"with_cve", import.with_cve},
                        {"with_cvss", import.with_cvss},
                        {"unmatched", std::move(unmatched)}};
}

}  // namespace attt::app
