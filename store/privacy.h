// Personal data in the store: what there is, and its erasure. A store that is open elsewhere in the program stays
// usable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "base/value.h"
#include "store/store.h"

namespace attt::store {

// Which personal data are meant; at least one of them must be said to erase.
struct PersonalQuery {
    std::string text;                  // that stands in them, as written (NFC)
    std::string id;                    // of the subject
    std::optional<base::Time> before;  // recorded earlier
};

struct PersonalRecord {
    // "import_row": a row as it stood in a list; "revision": attributes of a subject; "source_record": what a source
    // of computers says, whose name is `kind`
    std::string where;
    std::string kind, id;
    base::Time at;
    base::Value content;
};

struct Erased {
    int import_rows = 0;
    int revisions = 0;
    int source_records = 0;
};

// Errors: those of Store::open.
base::Result<std::vector<PersonalRecord>> personal_records(const std::string& path, const PersonalQuery& query);

// Forgets rows as they stood in lists, and replaces the text in the attributes of subjects and in what sources say of
// computers by ***; ids stay. One audit event, which does not name the text. Errors: privacy.nothing_named, those of
// Store::open.
base::Result<Erased> erase_personal(const std::string& path, const Actor& actor, const PersonalQuery& query,
                                    base::Time at);

}  // namespace attt::store
