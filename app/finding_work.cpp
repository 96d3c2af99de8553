#include "app/finding_work.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace attt::app {
namespace {

using remediation::Action;

constexpr std::array<std::pair<std::string_view, Action>, 14> actions = {{{"assign", Action::assign},
                                                                          {"due", Action::due},
                                                                          {"note", Action::note},
                                                                          {"repair", Action::repair},
                                                                          {"claim", Action::claim},
                                                                          {"withdraw", Action::withdraw},
                                                                          {"accept", Action::accept},
                                                                          {"approve", Action::approve},
                                                                          {"reject", Action::reject},
                                                                          {"revoke", Action::revoke},
                                                                          {"object", Action::object},
                                                                          {"answer", Action::answer},
                                                                          {"pause", Action::pause},
                                                                          {"resume", Action::resume}}};

constexpr std::size_t largest_evidence = 20U << 20U;

bool for_an_agency(Action action) {
    switch (action) {
        case Action::note:
        case Action::repair:
        case Action::claim:
        case Action::withdraw:
        case Action::accept:
        case Action::object: return true;
        default: return false;
    }
}

// The first id on a line, wherever it stands: the column of ids in an exported table, or the line itself.
std::optional<std::string> id_in(std::string_view line) {
    constexpr std::size_t length = 14;
    for (std::size_t at = line.find("F-"); at != std::string_view::npos; at = line.find("F-", at + 1)) {
        const std::string_view word = line.substr(at, length);
        const bool digits = std::all_of(word.begin() + 2, word.end(),
                                        [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
        if (word.size() == length && digits) return std::string(word);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Action> action_of(std::string_view name) {
    for (const auto& [known, action] : actions) {
        if (known == name) return action;
    }
    return std::nullopt;
}

base::Result<void> allowed(store::Store& store, const store::Actor& actor, Action action, const FindingRow& row) {
    auto holder = store.role_of(actor.name);
    if (!holder) return tl::unexpected(holder.error());
    if (!*holder || (*holder)->role == store::Role::officer) return {};
    if ((*holder)->role == store::Role::auditor)
        return base::fail(base::ErrorCode::bad_usage, "role.read_only", {{"actor", actor.name}});
    if ((*holder)->agency != row.place.agency) {
        return base::fail(base::ErrorCode::bad_usage, "role.other_agency",
                          {{"actor", actor.name}, {"finding", row.finding.id}});
    }
    if (!for_an_agency(action))
        return base::fail(base::ErrorCode::bad_usage, "role.not_allowed", {{"actor", actor.name}});
    return {};
}

base::Result<void> officers_only(store::Store& store, const store::Actor& actor) {
    auto holder = store.role_of(actor.name);
    if (!holder) return tl::unexpected(holder.error());
    if (!*holder || (*holder)->role == store::Role::officer) return {};
    const bool auditor = (*holder)->role == store::Role::auditor;
    return base::fail(base::ErrorCode::bad_usage, auditor ? "role.read_only" : "role.not_allowed",
                      {{"actor", actor.name}});
}

base::Result<StepReport> take_step(store::Store& store, const FindingTable& table, const remediation::Request& request,
                                   std::string_view action, const store::Actor& actor, base::Time at, bool dry_run) {
    StepReport report;
    std::vector<model::FindingEvent> events;
    for (const FindingRow& row : table.rows) {
        if (auto may = allowed(store, actor, request.action, row); !may) return tl::unexpected(may.error());
        if (remediation::holds_already(row.finding, request)) {
            ++report.unchanged;
            continue;
        }
        auto event = remediation::step(row.finding, request, actor.name, at);
        if (!event)
            report.refused.push_back(event.error());
        else
            events.push_back(std::move(*event));
    }
    if (!report.refused.empty()) return report;
    report.done = events.size();
    if (dry_run) return report;
    if (auto saved = store.add_finding_events(events, "finding." + std::string(action), at); !saved)
        return tl::unexpected(saved.error());
    return report;
}

base::Result<std::vector<std::string>> ids_in_file(const std::string& file) {
    auto bytes = base::read_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    std::vector<std::string> out;
    for (const std::string& line : base::split(*bytes, '\n')) {
        if (auto id = id_in(line)) out.push_back(std::move(*id));
    }
    if (out.empty()) return base::fail(base::ErrorCode::bad_input, "finding.no_ids", {}, {file, 0, {}});
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

base::Result<base::Value> keep_evidence(store::Store& store, const std::string& file) {
    auto bytes = base::read_file(file, largest_evidence);
    if (!bytes) return tl::unexpected(bytes.error());
    auto hash = store.keep_bytes(*bytes, "application/octet-stream");
    if (!hash) return tl::unexpected(hash.error());
    return base::Value(base::Object{{"name", base::nfc(std::filesystem::path(file).filename().string())},
                                    {"sha256", *hash},
                                    {"size", bytes->size()}});
}

}  // namespace attt::app
