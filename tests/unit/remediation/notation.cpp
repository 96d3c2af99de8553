#include "tests/unit/remediation/notation.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/text.h"

namespace attt::tests {
namespace {

// The words of a line; "(…)" at its end is one word without its brackets.
struct Words {
    std::vector<std::string> words;
    std::size_t next = 0;
    std::string reason;

    explicit Words(std::string line) {
        if (const auto bracket = line.find('('); bracket != std::string::npos) {
            reason = line.substr(bracket + 1, line.rfind(')') - bracket - 1);
            line.resize(bracket);
        }
        std::istringstream stream(line);
        for (std::string word; stream >> word;)
            words.push_back(word);
    }
    std::string take() {
        if (next == words.size()) throw std::runtime_error("a word is missing");
        return words[next++];
    }
    // The rest of the next word when it begins with `mark`; nothing else.
    std::string take_marked(char mark) {
        if (next == words.size() || words[next].front() != mark) return {};
        return words[next++].substr(1);
    }
    bool empty() const { return next == words.size(); }
};

model::FindingKey take_key(Words& words) {
    const std::string subject = words.take();
    const std::string rule = words.take();
    return {{model::SubjectKind::website, subject}, rule, words.take_marked('#')};
}

template <class T>
T required(std::optional<T> value, const std::string& what) {
    if (!value) throw std::runtime_error("not understood: " + what);
    return *value;
}

model::Finding read_known(Words& words) {
    model::Finding finding;
    finding.key = take_key(words);
    finding.id = model::finding_id(finding.key);
    for (const std::string& word : base::split(words.take(), ',')) {
        model::Episode episode;
        episode.number = static_cast<int>(finding.episodes.size()) + 1;
        if (word != "open") {
            episode.close_kind = required(model::close_kind_of(word), word);
            episode.closed = base::Time{};
        }
        finding.episodes.push_back(episode);
    }
    return finding;
}

model::Verdict read_verdict(Words& words) {
    model::Verdict verdict;
    const model::FindingKey key = take_key(words);
    verdict.subject = key.subject;
    verdict.rule = key.rule;
    verdict.instance = key.instance;
    if (const std::string endpoint = words.take_marked('@'); !endpoint.empty())
        verdict.endpoint = required(model::parse_endpoint(endpoint), endpoint);
    const std::string outcome = words.take();
    verdict.outcome = required(model::outcome_of(outcome), outcome);
    if (!words.empty()) {
        const std::string severity = words.take();
        if (severity == "listed") {
            verdict.evidence = base::Object{{"instances_of", "x.list"}};
            return verdict;
        }
        verdict.severity = required(model::severity_of(severity), severity);
    }
    verdict.reason = words.reason;
    return verdict;
}

void read_line(const std::string& line, SettleCase& into) {
    Words words(line);
    const std::string kind = words.take();
    if (kind == "known") return into.known.push_back(read_known(words));
    if (kind == "verdict") return into.verdicts.push_back(read_verdict(words));
    if (kind == "retired") {
        into.retired.insert({model::SubjectKind::website, words.take()});
        return;
    }
    if (kind != "expect") throw std::runtime_error("not understood: " + kind);
    into.expected.emplace_back(base::trim(line.substr(std::string("expect").size())));
}

std::string text_of(const model::FindingKey& key) {
    return key.subject.id + " " + key.rule + (key.instance.empty() ? "" : " #" + key.instance);
}

std::string text_of(const std::optional<model::Endpoint>& endpoint) {
    return endpoint ? " @" + model::to_string(*endpoint) : "";
}

std::string text_of(model::Severity severity) {
    return " " + std::string(model::name_of(severity));
}

}  // namespace

std::vector<SettleCase> read_cases(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<SettleCase> cases;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[') {
            cases.push_back({line.substr(1, line.rfind(']') - 1), number, {}, {}, {}, {}});
            continue;
        }
        try {
            read_line(line, cases.at(cases.size() - 1));
        } catch (const std::exception& error) {
            throw std::runtime_error(path + ":" + std::to_string(number) + ": " + error.what());
        }
    }
    return cases;
}

std::vector<std::string> lines_of(const model::Changes& changes, const std::vector<model::Finding>& known) {
    const auto name_of_finding = [&](const std::string& id) {
        const auto found = std::find_if(known.begin(), known.end(), [&](const auto& f) { return f.id == id; });
        return found == known.end() ? "unknown finding " + id : text_of(found->key);
    };
    std::vector<std::string> out;
    for (const auto& each : changes.opened)
        out.push_back("opened " + text_of(each.key) + text_of(each.endpoint) + " episode " +
                      std::to_string(each.episode) + text_of(each.severity));
    for (const auto& each : changes.closed)
        out.push_back("closed " + text_of(each.key) + " episode " + std::to_string(each.episode) + " " +
                      std::string(model::name_of(each.kind)));
    for (const auto& each : changes.still_open)
        out.push_back("still_open " + name_of_finding(each.finding) + text_of(each.endpoint) + text_of(each.severity));
    for (const auto& each : changes.unverified)
        out.push_back("unverified " + name_of_finding(each.finding) + " (" + each.reason + ")");
    return out;
}

std::vector<model::Finding> applied(std::vector<model::Finding> findings, const model::Changes& changes) {
    const auto find = [&](const std::string& id) {
        return std::find_if(findings.begin(), findings.end(), [&](const auto& f) { return f.id == id; });
    };
    for (const auto& each : changes.opened) {
        const std::string id = model::finding_id(each.key);
        auto found = find(id);
        if (found == findings.end()) {
            model::Finding fresh;
            fresh.id = id;
            fresh.key = each.key;
            found = findings.insert(findings.end(), fresh);
        }
        found->unverified_reason.clear();
        found->episodes.push_back({each.episode, changes.at, std::nullopt, std::nullopt});
    }
    for (const auto& each : changes.closed) {
        model::Episode& newest = find(each.finding)->episodes.back();
        newest.closed = changes.at;
        newest.close_kind = each.kind;
        find(each.finding)->unverified_reason.clear();
    }
    for (const auto& each : changes.still_open)
        find(each.finding)->unverified_reason.clear();
    for (const auto& each : changes.unverified)
        find(each.finding)->unverified_reason = each.reason;
    return findings;
}

}  // namespace attt::tests
