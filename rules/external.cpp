#include "rules/external.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "base/text.h"

namespace attt::rules {
namespace {

using model::ExternalLook;
using model::ExternalResult;
using model::Outcome;

constexpr std::string_view rule_prefix = "external.";

bool is_weakness(Grade grade) {
    return grade <= Grade::info;
}

// What a source calls one thing at one subject, whatever it is titled and however grave.
struct ResultKey {
    std::string reference, place, detail;
    auto operator<=>(const ResultKey&) const = default;
};

ResultKey key_of(const ExternalResult& result) {
    return {result.reference, result.place, result.detail};
}

std::string instance_of(const std::string& source, const ResultKey& key) {
    std::string out = source + "/" + key.reference;
    if (!key.place.empty()) out += " " + key.place;
    if (!key.detail.empty()) out += " (" + key.detail + ")";
    return out;
}

// "1-1000,8080" holds 443; an empty list holds every port.
bool looked_at(const std::string& ports, const std::string& place) {
    if (ports.empty()) return true;
    const auto slash = place.find('/');
    const std::string_view number = std::string_view(place).substr(slash == std::string::npos ? 0 : slash + 1);
    const auto whole = [](std::string_view text) {
        int out = -1;
        std::from_chars(text.data(), text.data() + text.size(), out);
        return out;
    };
    const int port = whole(number);
    if (port < 0) return true;
    for (const std::string& part : base::split(ports, ',')) {
        const auto dash = part.find('-');
        const int first = whole(std::string_view(part).substr(0, dash));
        const int last = dash == std::string::npos ? first : whole(std::string_view(part).substr(dash + 1));
        if (first <= port && port <= last) return true;
    }
    return false;
}

// All that one report says of a subject: it may know the subject by several addresses.
struct Look {
    base::Time at;
    std::vector<const ExternalLook*> parts;
};

// How one result stands after the looks so far.
struct Standing {
    bool failing = false;
    base::Time at;                 // of the look that says so
    const ExternalResult* result;  // as it was last seen failing
    Grade grade = Grade::medium;
    bool credentialed = false;                           // seen by a look that could log in
    std::vector<const model::ExternalHost*> hosts = {};  // where it was seen and not yet seen to be gone
};

bool same_host(const model::ExternalHost& a, const model::ExternalHost& b) {
    const auto shared = [&](const std::string& address) {
        return std::find(b.addresses.begin(), b.addresses.end(), address) != b.addresses.end();
    };
    return a.name == b.name || std::any_of(a.addresses.begin(), a.addresses.end(), shared);
}

class SourceHistory {
  public:
    SourceHistory(const ExternalRules& rules, const std::string& tool) : rules_(rules), tool_(tool) {}

    void add(const Look& look) {
        std::map<ResultKey, std::vector<Seen>> seen;
        bool credentialed = true;
        for (const ExternalLook* part : look.parts) {
            credentialed = credentialed && part->host.credentialed.value_or(false);
            for (const ExternalResult& result : part->host.results)
                seen[key_of(result)].push_back({&part->host, &result});
        }
        for (const auto& [key, results] : seen)
            meet(key, results, look, credentialed);
        for (auto& [key, standing] : standings_) {
            if (!standing.failing || seen.contains(key)) continue;
            // a look from outside says nothing of what only one with a login could see
            if (standing.credentialed && !credentialed) continue;
            for (const ExternalLook* part : look.parts) {
                if (part->host.silent_because.empty() && looked_at(part->host.ports, key.place))
                    let_go(standing, part->host, look.at);
            }
        }
    }

    const std::map<ResultKey, Standing>& standings() const { return standings_; }

  private:
    struct Seen {
        const model::ExternalHost* host;
        const ExternalResult* result;
    };

    void meet(const ResultKey& key, const std::vector<Seen>& results, const Look& look, bool credentialed) {
        const ExternalResult* worst = nullptr;
        Grade grade = Grade::ok;
        std::vector<const model::ExternalHost*> failing, in_order;
        for (const Seen& one : results) {
            const Grade each = one.result->gone ? Grade::ok : rules_.grade(tool_, *one.result);
            if (each == Grade::unmeasured) continue;
            (is_weakness(each) ? failing : in_order).push_back(one.host);
            if (is_weakness(each) && (worst == nullptr || each < grade)) {
                worst = one.result;
                grade = each;
            }
        }
        const auto known = standings_.find(key);
        const bool was = known != standings_.end() && known->second.failing;
        if (worst != nullptr) {
            if (was) keep_elsewhere(known->second, look, failing);
            standings_[key] = {true, look.at, worst, grade, credentialed, std::move(failing)};
        } else if (was) {
            for (const model::ExternalHost* host : in_order)
                let_go(known->second, *host, look.at);
        }
    }

    // What was seen at a host that this look did not go to is still there for all that is known.
    static void keep_elsewhere(const Standing& standing, const Look& look,
                               std::vector<const model::ExternalHost*>& hosts) {
        for (const model::ExternalHost* host : standing.hosts) {
            const bool asked = std::any_of(look.parts.begin(), look.parts.end(),
                                           [&](const ExternalLook* part) { return same_host(part->host, *host); });
            if (!asked) hosts.push_back(host);
        }
    }

    static void let_go(Standing& standing, const model::ExternalHost& host, base::Time at) {
        std::erase_if(standing.hosts, [&](const model::ExternalHost* each) { return same_host(*each, host); });
        if (!standing.hosts.empty()) return;
        standing.failing = false;
        standing.at = at;
    }

    const ExternalRules& rules_;
    const std::string& tool_;
    std::map<ResultKey, Standing> standings_;
};

class Judge {
  public:
    Judge(const ExternalRules& rules, std::span<const model::Verdict> own, std::span<const model::Finding> findings)
        : rules_(rules) {
        for (const model::Verdict& verdict : own) {
            if (verdict.outcome == Outcome::fail) failing_.insert({verdict.subject, verdict.rule, verdict.instance});
        }
        for (const model::Finding& finding : findings) {
            if (!is_external_rule(finding.key.rule))
                known_[{finding.key.subject, finding.key.rule}].push_back(&finding);
        }
    }

    model::Verdict verdict(const model::SubjectRef& subject, const std::string& tool, const std::string& source,
                           const ResultKey& key, const Standing& standing) const {
        const ExternalResult& result = *standing.result;
        model::Verdict out;
        out.subject = subject;
        out.rule = external_rule(tool);
        out.instance = instance_of(source, key);
        out.severity = static_cast<model::Severity>(standing.grade);
        out.outcome = standing.failing ? Outcome::fail : Outcome::pass;
        if (standing.failing) {
            if (const std::string ours = joined(subject, tool, key.reference, standing.at); !ours.empty()) {
                out.outcome = Outcome::not_applicable;
                out.reason = "joined: " + ours;
            }
        }
        base::Object facts{{"reported.title", result.title},
                           {"reported.source", source},
                           {"reported.tool", tool},
                           {"reported.reference", key.reference},
                           {"reported.present", standing.failing}};
        const auto set = [&](const char* name, const std::string& value) {
            if (!value.empty()) facts.set(name, value);
        };
        set("reported.place", key.place);
        set("reported.detail", key.detail);
        set("reported.severity", result.said);
        if (result.cvss) facts.set("reported.cvss", *result.cvss);
        set("reported.cvss_vector", result.cvss_vector);
        if (!result.cves.empty()) facts.set("reported.cve", result.cves);
        set("reported.description", result.description);
        set("reported.output", result.output);
        set("reported.solution", result.solution);
        out.evidence = base::Object{{"facts", std::move(facts)}, {"observed_at", base::to_rfc3339(standing.at)}};
        return out;
    }

  private:
    // A rule of ours that says the same and whose finding was open at or after the look; empty when there is none. A
    // finding that we closed before the look is not what the source saw.
    std::string joined(const model::SubjectRef& subject, const std::string& tool, const std::string& reference,
                       base::Time seen) const {
        for (const SameAs* same : rules_.same_as(tool, reference)) {
            const auto fits = [&](const std::string& instance) {
                return same->instance.empty() || same->instance == instance;
            };
            const auto now = failing_.lower_bound({subject, same->rule, same->instance});
            if (now != failing_.end() && now->subject == subject && now->rule == same->rule && fits(now->instance))
                return same->rule;
            const auto found = known_.find({subject, same->rule});
            if (found == known_.end()) continue;
            for (const model::Finding* finding : found->second) {
                const bool open =
                    std::any_of(finding->episodes.begin(), finding->episodes.end(), [&](const model::Episode& episode) {
                        return !episode.closed ||
                               (*episode.closed >= seen && episode.close_kind == model::CloseKind::verified_fixed);
                    });
                if (open && fits(finding->key.instance)) return same->rule;
            }
        }
        return {};
    }

    const ExternalRules& rules_;
    std::set<model::FindingKey> failing_;
    std::map<std::pair<model::SubjectRef, std::string>, std::vector<const model::Finding*>> known_;
};

}  // namespace

Grade ExternalRules::grade(const std::string& tool, const ExternalResult& result) const {
    if (const auto words = severity.find(tool); words != severity.end()) {
        const auto found = words->second.find(base::fold(result.said));
        if (found != words->second.end()) return found->second;
    }
    if (result.cvss) {
        for (const auto& [from, grade] : cvss) {
            if (*result.cvss >= from) return grade;
        }
        return Grade::note;
    }
    return otherwise;
}

bool ExternalRules::knows(const std::string& tool, const std::string& said) const {
    const auto words = severity.find(tool);
    return words != severity.end() && words->second.contains(base::fold(said));
}

std::vector<const SameAs*> ExternalRules::same_as(const std::string& tool, const std::string& reference) const {
    std::vector<const SameAs*> out;
    for (const SameAs& each : same) {
        if (each.tool == tool && each.reference == reference) out.push_back(&each);
    }
    return out;
}

std::string external_rule(const std::string& tool) {
    return std::string(rule_prefix) + tool;
}

bool is_external_rule(std::string_view rule) {
    return rule.starts_with(rule_prefix);
}

std::vector<model::Verdict> judge_external(const ExternalRules& rules, std::span<const ExternalLook> looks,
                                           std::span<const model::Verdict> own,
                                           std::span<const model::Finding> findings) {
    // by subject, tool and source; within, by report
    std::map<std::tuple<model::SubjectRef, std::string, std::string>, std::map<std::int64_t, Look>> grouped;
    for (const ExternalLook& look : looks) {
        if (!look.subject) continue;
        Look& one = grouped[{*look.subject, look.tool, look.source}][look.report];
        one.at = std::max(one.at, look.at);
        one.parts.push_back(&look);
    }
    const Judge judge(rules, own, findings);
    std::vector<model::Verdict> out;
    for (const auto& [who, reports] : grouped) {
        const auto& [subject, tool, source] = who;
        std::vector<const Look*> order;
        for (const auto& [report, look] : reports)
            order.push_back(&look);
        std::stable_sort(order.begin(), order.end(), [](const Look* a, const Look* b) { return a->at < b->at; });
        SourceHistory history(rules, tool);
        for (const Look* look : order)
            history.add(*look);
        for (const auto& [key, standing] : history.standings())
            out.push_back(judge.verdict(subject, tool, source, key, standing));
    }
    return out;
}

}  // namespace attt::rules
