#include <algorithm>
#include <set>

#include "base/json.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Observation;
using model::SubjectRef;

// One visit being written, within one transaction.
class VisitWriter {
  public:
    VisitWriter(SQLite::Database& database, std::int64_t run, std::int64_t subject)
        : database_(database), blobs_(database), run_(run), subject_(subject) {}

    void save(const Observation& observation) {
        const std::int64_t locus = locus_of(observation);
        execute(database_, "INSERT INTO task(locus_id,run_id,at,status,reason) VALUES(?1,?2,?3,?4,?5)", locus, run_,
                observation.observed_at, name_of(observation.status), observation.reason);
        if (observation.status != model::Status::ok) return;
        const std::int64_t facts = blobs_.put_json(observation.facts);
        if (!extend(locus, facts, observation)) open(locus, facts, observation);
    }

  private:
    std::int64_t locus_of(const Observation& observation) {
        const std::string endpoint = endpoint_text(observation.endpoint);
        SQLite::Statement find(database_,
                               "SELECT locus_id FROM locus WHERE subject_id=?1 AND probe=?2 AND endpoint=?3");
        bound(find, subject_, observation.probe, endpoint);
        if (find.executeStep()) return integer_at(find, 0);
        execute(database_, "INSERT INTO locus(subject_id,probe,endpoint) VALUES(?1,?2,?3)", subject_, observation.probe,
                endpoint);
        return database_.getLastInsertRowid();
    }

    // Only the newest interval may grow: facts that went A, B, A are three intervals, not a long A with a B inside.
    bool extend(std::int64_t locus, std::int64_t facts, const Observation& observation) {
        SQLite::Statement newest(database_,
                                 "SELECT first_run,facts,facts_version,trust_store FROM observation WHERE locus_id=?1 "
                                 "ORDER BY first_run DESC LIMIT 1");
        bound(newest, locus);
        if (!newest.executeStep() || integer_at(newest, 1) != facts ||
            small_integer_at(newest, 2) != observation.facts_version || text_at(newest, 3) != observation.trust_store)
            return false;
        execute(database_,
                "UPDATE observation SET last_run=?3,last_seen=max(last_seen,?4),seen=seen+1,measures=?5 "
                "WHERE locus_id=?1 AND first_run=?2",
                locus, integer_at(newest, 0), run_, observation.observed_at,
                base::to_canonical_json(observation.measures));
        return true;
    }

    void open(std::int64_t locus, std::int64_t facts, const Observation& observation) {
        execute(database_,
                "INSERT INTO observation(locus_id,first_run,last_run,first_seen,last_seen,seen,facts,facts_version,"
                "trust_store,measures) VALUES(?1,?2,?2,?3,?3,1,?4,?5,?6,?7)",
                locus, run_, observation.observed_at, facts, observation.facts_version, observation.trust_store,
                base::to_canonical_json(observation.measures));
        for (const model::Evidence& evidence : observation.evidence) {
            execute(database_, "INSERT OR IGNORE INTO evidence(locus_id,first_run,role,blob_id) VALUES(?1,?2,?3,?4)",
                    locus, run_, evidence.role, blobs_.put(evidence.bytes, evidence.media_type));
        }
    }

    SQLite::Database& database_;
    BlobWriter blobs_;
    std::int64_t run_;
    std::int64_t subject_;
};

// Each attempt once: two of the same probe at the same place in one visit would be told apart by nothing.
const Observation* repeated(const std::vector<Observation>& observations) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const Observation& observation : observations) {
        if (!seen.emplace(observation.probe, endpoint_text(observation.endpoint)).second) return &observation;
    }
    return nullptr;
}

// For each locus the newest attempt up to ?1; of these, the loci that the newest run of their probe tried. Facts come
// from the interval that began last at or before that run: intervals of one locus do not overlap.
constexpr const char* latest_head = R"sql(
WITH uncounted AS MATERIALIZED (
    SELECT run_id FROM run WHERE ended IS NULL
    UNION ALL
    SELECT run_id FROM quarantine WHERE accepted_at IS NULL OR accepted_at>?1),
attempt AS (
    SELECT l.locus_id, l.subject_id, l.probe, l.endpoint,
           (SELECT t.run_id FROM task t WHERE t.locus_id=l.locus_id AND t.at<=?1
            AND t.run_id NOT IN(SELECT run_id FROM uncounted) ORDER BY t.run_id DESC LIMIT 1) AS run_id
    FROM locus l)sql";
// An alternative in one condition ("?2 IS NULL OR …") would keep the index from being used.
constexpr const char* of_all = "),\n";
constexpr const char* of_subject = " WHERE l.subject_id=?2),\n";
constexpr const char* of_portion = " WHERE l.subject_id BETWEEN ?2 AND ?3),\n";
constexpr std::int64_t portion_size = 200;
constexpr const char* latest_tail = R"sql(newest AS (
    SELECT *, max(run_id) OVER (PARTITION BY subject_id, probe) AS newest_run FROM attempt WHERE run_id IS NOT NULL)
SELECT s.kind, s.id, n.probe, n.endpoint, t.at, t.status, t.reason, n.locus_id, o.first_run, b.body, o.facts_version,
       o.trust_store, CASE WHEN o.last_run=n.run_id THEN o.measures END
FROM newest n JOIN subject s ON s.subject_id=n.subject_id
     JOIN task t ON t.locus_id=n.locus_id AND t.run_id=n.run_id
     LEFT JOIN observation o ON t.status='ok' AND o.locus_id=n.locus_id AND o.first_run=
         (SELECT first_run FROM observation i WHERE i.locus_id=n.locus_id AND i.first_run<=n.run_id
          ORDER BY i.first_run DESC LIMIT 1)
     LEFT JOIN blob b ON b.blob_id=o.facts
WHERE n.run_id=n.newest_run)sql";

// Every attempt of run ?1.
constexpr const char* run_sql = R"sql(
SELECT s.kind, s.id, l.probe, l.endpoint, t.at, t.status, t.reason, l.locus_id, o.first_run, b.body, o.facts_version,
       o.trust_store, CASE WHEN o.last_run=t.run_id THEN o.measures END
FROM visit v JOIN subject s USING(subject_id) JOIN locus l ON l.subject_id=v.subject_id
     JOIN task t ON t.locus_id=l.locus_id AND t.run_id=v.run_id
     LEFT JOIN observation o ON t.status='ok' AND o.locus_id=l.locus_id AND o.first_run=
         (SELECT first_run FROM observation i WHERE i.locus_id=l.locus_id AND i.first_run<=t.run_id
          ORDER BY i.first_run DESC LIMIT 1)
     LEFT JOIN blob b ON b.blob_id=o.facts
WHERE v.run_id=?1)sql";

Result<Observation> observation_at(const SQLite::Statement& row, const std::string& path) {
    Observation out;
    auto subject = subject_at(row, 0, path);
    if (!subject) return base::fail(subject.error());
    out.subject = std::move(*subject);
    out.probe = text_at(row, 2);
    out.endpoint = model::parse_endpoint(text_at(row, 3));
    out.observed_at = time_at(row, 4);
    const auto status = model::status_of(text_at(row, 5));
    if (!status) return base::fail(damaged(path, "status of a task"));
    out.status = *status;
    out.reason = text_at(row, 6);
    if (out.status != model::Status::ok) return out;
    auto facts = stored_json(path, text_at(row, 9));
    if (!facts) return base::fail(facts.error());
    out.facts = std::move(*facts);
    out.facts_version = small_integer_at(row, 10);
    out.trust_store = text_at(row, 11);
    if (const std::string measures = text_at(row, 12); !measures.empty()) {
        auto value = stored_json(path, measures);
        if (!value) return base::fail(value.error());
        out.measures = std::move(*value);
    }
    return out;
}

void sort_by_place(std::vector<Observation>& observations) {
    std::sort(observations.begin(), observations.end(), [](const Observation& a, const Observation& b) {
        return std::tie(a.subject, a.probe, a.endpoint) < std::tie(b.subject, b.probe, b.endpoint);
    });
}

std::vector<model::Evidence> evidence_of(SQLite::Database& database, std::int64_t locus, std::int64_t first_run) {
    SQLite::Statement row(database,
                          "SELECT role,media_type,body FROM evidence JOIN blob USING(blob_id) "
                          "WHERE locus_id=?1 AND first_run=?2 ORDER BY role,blob_id");
    bound(row, locus, first_run);
    std::vector<model::Evidence> out;
    while (row.executeStep())
        out.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2)});
    return out;
}

}  // namespace

Result<void> Store::save_visit(std::int64_t run, const SubjectRef& subject,
                               const std::vector<Observation>& observations) {
    if (const Observation* twice = repeated(observations)) {
        return base::fail(base::ErrorCode::bad_usage, "store.observed_twice",
                          {{"probe", twice->probe}, {"endpoint", endpoint_text(twice->endpoint)}, {"id", subject.id}});
    }
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        SQLite::Statement known(database, "SELECT 1 FROM run WHERE run_id=?1");
        bound(known, run);
        if (!known.executeStep()) return run_unknown(run);
        const std::int64_t number = SubjectNumbers(database).of(subject);
        base::Time at{};
        VisitWriter writer(database, run, number);
        for (const Observation& observation : observations)
            at = std::max(at, observation.observed_at);
        if (execute(database, "INSERT OR IGNORE INTO visit(run_id,subject_id,at) VALUES(?1,?2,?3)", run, number, at) ==
            0) {
            return base::fail(base::ErrorCode::bad_usage, "store.visited",
                              {{"run", std::to_string(run)}, {"id", subject.id}});
        }
        for (const Observation& observation : observations)
            writer.save(observation);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Observation>> Store::latest_observations(base::Time as_of,
                                                            const std::optional<SubjectRef>& subject) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Observation>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        SQLite::Statement row(database, std::string(latest_head) + (subject ? of_subject : of_all) + latest_tail);
        if (subject) {
            bound(row, as_of, number_of(database, *subject));
        } else {
            bound(row, as_of);
        }
        std::vector<Observation> out;
        while (row.executeStep()) {
            auto observation = observation_at(row, impl_->path);
            if (!observation) return base::fail(observation.error());
            if (subject && observation->status == model::Status::ok)
                observation->evidence = evidence_of(database, integer_at(row, 7), integer_at(row, 8));
            out.push_back(std::move(*observation));
        }
        sort_by_place(out);
        return out;
    });
}

Result<void> Store::latest_in_portions(base::Time as_of, const TakeObservations& take) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        SQLite::Statement last(database, "SELECT max(subject_id) FROM locus");
        const std::int64_t end = last.executeStep() ? integer_at(last, 0) : 0;
        SQLite::Statement row(database, std::string(latest_head) + of_portion + latest_tail);
        for (std::int64_t first = 1; first <= end; first += portion_size) {
            row.reset();
            bound(row, as_of, first, first + portion_size - 1);
            std::vector<Observation> portion;
            while (row.executeStep()) {
                auto observation = observation_at(row, impl_->path);
                if (!observation) return base::fail(observation.error());
                portion.push_back(std::move(*observation));
            }
            if (portion.empty()) continue;
            sort_by_place(portion);
            if (auto taken = take(std::move(portion)); !taken) return taken;
        }
        return {};
    });
}

Result<std::vector<Observation>> Store::run_observations(std::int64_t run) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Observation>> {
        SQLite::Statement row(impl_->database, run_sql);
        bound(row, run);
        std::vector<Observation> out;
        while (row.executeStep()) {
            auto observation = observation_at(row, impl_->path);
            if (!observation) return base::fail(observation.error());
            out.push_back(std::move(*observation));
        }
        sort_by_place(out);
        return out;
    });
}

}  // namespace attt::store
