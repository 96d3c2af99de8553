#include "store/evidence.h"

#include "store/blobs.h"

namespace attt::store {
namespace {

// The probe that the first fact of the evidence names: "tls" of "tls.versions".
std::string probe_of(const base::Value& body) {
    const base::Object* facts = body["facts"].if_object();
    if (facts == nullptr || facts->empty()) return {};
    const std::string& name = facts->begin()->first;
    return name.substr(0, name.find('.'));
}

}  // namespace

SplitEvidence split(const base::Value& evidence) {
    SplitEvidence out{evidence, std::nullopt};
    base::Object* object = out.body.if_object();
    const base::Value* observed = object != nullptr ? object->find("observed_at") : nullptr;
    if (observed == nullptr || observed->if_string() == nullptr) return out;
    out.observed = base::parse_rfc3339(*observed->if_string());
    if (out.observed) object->erase("observed_at");
    return out;
}

base::Value joined(base::Value body, std::optional<base::Time> observed) {
    if (observed && body.if_object() != nullptr) body.if_object()->set("observed_at", base::to_rfc3339(*observed));
    return body;
}

LookTimes::LookTimes(SQLite::Database& database)
    : task_(database,
            "SELECT max(t.at) FROM locus l JOIN task t USING(locus_id) WHERE l.subject_id=?1 AND l.probe=?2 "
            "AND (?3='' OR l.endpoint=?3) AND t.status='ok' AND t.at BETWEEN ?4 AND ?5 AND t.run_id NOT IN"
            "(SELECT run_id FROM quarantine WHERE accepted_at IS NULL OR accepted_at>?5)"),
      import_(database,
              "SELECT max(b.at) FROM import_row i JOIN import_batch b USING(batch_id) WHERE i.subject_id=?1 "
              "AND i.outcome<>'rejected' AND b.at BETWEEN ?2 AND ?3") {}

base::Result<base::Value> EvidenceReader::read(const SQLite::Statement& row, int body, int blob) {
    const std::int64_t id = integer_at(row, blob);
    if (const auto found = known_.find(id); found != known_.end()) return found->second;
    auto value = stored_json(path_, text_at(row, body));
    if (value) known_.emplace(id, *value);
    return value;
}

std::optional<base::Time> LookTimes::at(std::int64_t subject, const base::Value& body, const std::string& endpoint,
                                        std::optional<base::Time> first, std::optional<base::Time> last,
                                        base::Time as_of) {
    if (!first || !last || *last <= as_of) return last;
    const std::string probe = probe_of(body);
    const bool imported = model::subject_kind_of(probe).has_value();
    SQLite::Statement& look =
        imported ? bound(import_, subject, *first, as_of) : bound(task_, subject, probe, endpoint, *first, as_of);
    if (look.executeStep() && !look.getColumn(0).isNull()) return time_at(look, 0);
    return first;
}

}  // namespace attt::store
