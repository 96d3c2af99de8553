// The attributes of a subject through time. A revision holds all of them (numbers 1, 17, 33, …) or only what changed
// since the one before (a JSON merge patch, RFC 7396): a console that reports 5,100 computers every week changes one
// date in each.
#pragma once

#include <functional>
#include <string>

#include "model/subject.h"
#include "store/sql.h"

namespace attt::store {

struct Record {
    std::int64_t subject_number = 0;
    model::SubjectRef subject;
    int revision = 0;
    base::Time recorded_at;
    bool voided = false;  // recorded by mistake: as of this revision it was never there
    base::Value attributes;
};

// Every subject that has a revision recorded at or before `as_of`, in no particular order.
base::Result<void> each_record(SQLite::Database& database, const std::string& path, base::Time as_of,
                               const std::function<void(Record&&)>& visit);

// What a revision stores: the attributes, or how they differ from those of the revision before it.
base::Value stored_form(int revision, const base::Value& before, const base::Value& attributes);

// RFC 7396, for flat objects and nested ones alike. No attribute is null, so a null of the patch always means "gone".
base::Value merge_patch(const base::Value& before, const base::Value& after);
base::Value patched(base::Value before, const base::Value& patch);

}  // namespace attt::store
