#include "base/json.h"
#include "store/blobs.h"
#include "store/evidence.h"
#include "store/finding_events.h"
#include "store/findings.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Changes;
using model::EventKind;

// What the newest failing verdict said, as it stands in `finding_detail`.
struct Detail {
    std::string severity;
    std::int64_t evidence = 0;
    std::optional<base::Time> first_observed;
    std::optional<base::Time> last_observed;
    std::string endpoint;
    std::string unverified_reason;
    std::optional<base::Time> last_failed;  // set while unverified

    bool says_the_same(const Detail& other) const {
        return severity == other.severity && evidence == other.evidence && endpoint == other.endpoint &&
               unverified_reason == other.unverified_reason && last_failed == other.last_failed;
    }
};

struct Stretch {
    std::int64_t from = 0;
    std::int64_t through = 0;
    base::Time through_at;
    Detail detail;
};

class FindingWriter {
  public:
    FindingWriter(SQLite::Database& database, const FindingsContext& context, base::Time at)
        : database_(database),
          context_(context),
          at_(at),
          subjects_(database),
          rules_(database),
          blobs_(database),
          events_(database, context.actor),
          find_(database, "SELECT finding_id FROM finding WHERE id=?1"),
          open_episode_(database, "SELECT 1 FROM episode WHERE finding_id=?1 AND closed IS NULL"),
          last_episode_(database, "SELECT coalesce(max(number),0) FROM episode WHERE finding_id=?1"),
          newest_stretch_(database,
                          "SELECT from_evaluation,through_evaluation,at,severity,evidence,first_observed,last_observed,"
                          "endpoint,unverified_reason,last_failed FROM finding_detail "
                          "JOIN evaluation ON evaluation_id=through_evaluation "
                          "WHERE finding_id=?1 ORDER BY from_evaluation DESC LIMIT 1"),
          new_episode_(database, "INSERT INTO episode(finding_id,number,opened,opened_by) VALUES(?1,?2,?3,?4)"),
          new_finding_(database, "INSERT INTO finding(id,subject_id,rule_id,instance) VALUES(?1,?2,?3,?4)"),
          extend_(database,
                  "UPDATE finding_detail SET through_evaluation=?3,last_observed=?4 "
                  "WHERE finding_id=?1 AND from_evaluation=?2"),
          begin_stretch_(
              database,
              "INSERT INTO "
              "finding_detail(finding_id,from_evaluation,through_evaluation,severity,evidence,first_observed,"
              "last_observed,endpoint,unverified_reason,last_failed) VALUES(?1,?2,?2,?3,?4,?5,?6,?7,?8,?9)") {}

    Result<void> open(const Changes::Open& opened) {
        const std::string id = model::finding_id(opened.key);
        const std::int64_t finding = identity(id, opened.key);
        if (open_episode(finding) || opened.episode != last_episode(finding) + 1) return misfit(id);
        execute(new_episode_, finding, opened.episode, at_, context_.evaluation);
        confirm(finding, failing(opened.severity, opened.evidence, opened.endpoint));
        note(finding, opened.episode > 1 ? EventKind::reopened : EventKind::opened,
             base::Object{{"episode", opened.episode}, {"severity", name_of(opened.severity)}});
        return {};
    }

    Result<void> close(const Changes::Close& closed) {
        const auto finding = number_of(closed.finding);
        if (!finding) return misfit(closed.finding);
        const int changed = execute(database_,
                                    "UPDATE episode SET closed=?3,closed_by=?4,close_kind=?5 "
                                    "WHERE finding_id=?1 AND number=?2 AND closed IS NULL",
                                    *finding, closed.episode, at_, context_.evaluation, name_of(closed.kind));
        if (changed == 0) return misfit(closed.finding);
        note(*finding, event_of(closed.kind), base::Object{{"episode", closed.episode}});
        return {};
    }

    Result<void> still_open(const Changes::StillOpen& still) {
        const auto finding = number_of(still.finding);
        if (!finding || !open_episode(*finding)) return misfit(still.finding);
        confirm(*finding, failing(still.severity, still.evidence, still.endpoint));
        return {};
    }

    Result<void> followed(const Changes::Followed& change) {
        const auto finding = number_of(change.finding);
        if (!finding || !open_episode(*finding)) return misfit(change.finding);
        note(*finding, change.kind, change.detail);
        return {};
    }

    Result<void> unverified(const Changes::Unverified& change) {
        const auto finding = number_of(change.finding);
        if (!finding || !open_episode(*finding)) return misfit(change.finding);
        const std::optional<Stretch> before = newest_stretch(*finding);
        if (!before || change.reason.empty()) return misfit(change.finding);
        Detail detail = before->detail;
        const bool changed = detail.unverified_reason != change.reason;
        if (detail.unverified_reason.empty()) detail.last_failed = before->through_at;
        detail.unverified_reason = change.reason;
        confirm(*finding, detail);
        if (changed) note(*finding, EventKind::unverified, base::Object{{"reason", change.reason}});
        return {};
    }

  private:
    std::optional<std::int64_t> number_of(const std::string& id) {
        bound(find_, id);
        return find_.executeStep() ? std::optional(integer_at(find_, 0)) : std::nullopt;
    }

    std::int64_t identity(const std::string& id, const model::FindingKey& key) {
        if (const auto known = number_of(id)) return *known;
        execute(new_finding_, id, subjects_.of(key.subject), rules_.of(key.rule), key.instance);
        return database_.getLastInsertRowid();
    }

    bool open_episode(std::int64_t finding) { return bound(open_episode_, finding).executeStep(); }

    int last_episode(std::int64_t finding) {
        bound(last_episode_, finding).executeStep();
        return small_integer_at(last_episode_, 0);
    }

    std::optional<Stretch> newest_stretch(std::int64_t finding) {
        SQLite::Statement& row = newest_stretch_;
        if (!bound(row, finding).executeStep()) return std::nullopt;
        return Stretch{integer_at(row, 0), integer_at(row, 1), time_at(row, 2),
                       Detail{text_at(row, 3), integer_at(row, 4), time_or_none_at(row, 5), time_or_none_at(row, 6),
                              text_at(row, 7), text_at(row, 8), time_or_none_at(row, 9)}};
    }

    Detail failing(model::Severity severity, const base::Value& evidence,
                   const std::optional<model::Endpoint>& endpoint) {
        const SplitEvidence parts = split(evidence);
        return {std::string(name_of(severity)),
                blobs_.put_json(parts.body),
                parts.observed,
                parts.observed,
                endpoint_text(endpoint),
                {},
                {}};
    }

    // A stretch grows only from one evaluation to the next: one that this finding had no part in must not be covered by
    // it.
    void confirm(std::int64_t finding, const Detail& detail) {
        const std::optional<Stretch> before = newest_stretch(finding);
        if (before && before->through == context_.evaluation_before && before->detail.says_the_same(detail)) {
            execute(extend_, finding, before->from, context_.evaluation, detail.last_observed);
            return;
        }
        execute(begin_stretch_, finding, context_.evaluation, detail.severity, detail.evidence, detail.first_observed,
                detail.last_observed, detail.endpoint, detail.unverified_reason, detail.last_failed);
    }

    void note(std::int64_t finding, EventKind kind, const base::Value& detail) {
        events_.append(finding, at_, context_.evaluation, kind, detail);
    }

    static EventKind event_of(model::CloseKind kind) {
        switch (kind) {
            case model::CloseKind::verified_fixed: return EventKind::verified_fixed;
            case model::CloseKind::retired: return EventKind::retired;
            case model::CloseKind::not_applicable: return EventKind::not_applicable;
            case model::CloseKind::rule_changed: break;
        }
        return EventKind::rule_changed;
    }

    static tl::unexpected<base::Error> misfit(const std::string& finding) {
        return base::fail(base::ErrorCode::bad_usage, "store.finding_state", {{"finding", finding}});
    }

    SQLite::Database& database_;
    const FindingsContext& context_;
    base::Time at_;
    SubjectNumbers subjects_;
    RuleNumbers rules_;
    BlobWriter blobs_;
    FindingEventWriter events_;
    SQLite::Statement find_;
    SQLite::Statement open_episode_;
    SQLite::Statement last_episode_;
    SQLite::Statement newest_stretch_;
    SQLite::Statement new_episode_;
    SQLite::Statement new_finding_;
    SQLite::Statement extend_;
    SQLite::Statement begin_stretch_;
};

}  // namespace

Result<void> apply_changes(SQLite::Database& database, const FindingsContext& context, const Changes& changes) {
    FindingWriter writer(database, context, changes.at);
    for (const auto& closed : changes.closed) {
        if (auto done = writer.close(closed); !done) return done;
    }
    for (const auto& opened : changes.opened) {
        if (auto done = writer.open(opened); !done) return done;
    }
    for (const auto& still : changes.still_open) {
        if (auto done = writer.still_open(still); !done) return done;
    }
    for (const auto& change : changes.unverified) {
        if (auto done = writer.unverified(change); !done) return done;
    }
    for (const auto& change : changes.followed) {
        if (auto done = writer.followed(change); !done) return done;
    }
    return {};
}

}  // namespace attt::store
