// TOML files that officers write, read strictly: every key is known or refused with the nearest known one, and each
// defect names its file and line. A TomlTable is a cursor over one table; it gathers defects instead of stopping at the
// first.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "base/value.h"

namespace attt::base {

// The parsed file. Dates and times become strings in ISO form. `lines` maps a path ("rule[2].require.fact") to its
// line.
struct TomlDocument {
    std::string file;
    Value root;
    std::map<std::string, int, std::less<>> lines;

    int line_of(std::string_view path) const;
};

// Errors: toml.syntax (line, reason of the parser), toml.not_utf8.
Result<TomlDocument> parse_toml(std::string_view text, const std::string& file);
Result<TomlDocument> read_toml(const std::string& file);

// Reads one table. The document and `defects` must outlive it.
class TomlTable {
  public:
    TomlTable(const TomlDocument& document, std::vector<Error>& defects);  // the root
    TomlTable(const TomlDocument& document, std::vector<Error>& defects, std::string path, const Object& object);

    // Optional reads: nothing when the key is absent; a defect (toml.wrong_type) when it has another type.
    std::optional<std::string> string(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<Date> date(std::string_view key);
    std::optional<Duration> duration(std::string_view key);
    std::optional<std::vector<std::string>> strings(std::string_view key);  // an array of strings, or one string
    const Value* any(std::string_view key);

    // Required reads: a defect (toml.missing_key) and an empty value when the key is absent.
    std::string required_string(std::string_view key);

    // A string of a closed list; a defect (toml.not_one_of, with the nearest) else.
    std::optional<std::string> one_of(std::string_view key, std::span<const std::string_view> allowed);

    // Sub-tables: of `[key]`, and of each `[[key]]`.
    std::optional<TomlTable> table(std::string_view key);
    std::vector<TomlTable> tables(std::string_view key);
    // Every sub-table of this one with its key, in the order written: for tables whose keys are names.
    std::vector<std::pair<std::string, TomlTable>> named_tables();

    // A defect toml.unknown_key for each key that nothing has asked for, with the nearest that was asked for.
    void refuse_unknown();

    // Notes a defect of the caller's own at `key` (or at the table itself when empty).
    void defect(std::string_view key, std::string_view message, MessageArguments arguments = {});

    bool has(std::string_view key) const { return object_->contains(key); }
    const Object& object() const { return *object_; }
    const std::string& path() const { return path_; }
    int line() const;
    int line_of(std::string_view key) const;
    const TomlDocument& document() const { return *document_; }

  private:
    std::string path_of(std::string_view key) const;
    const Value* look(std::string_view key);
    void wrong_type(std::string_view key, std::string_view expected, const Value& found);

    const TomlDocument* document_;
    std::vector<Error>* defects_;
    std::string path_;
    const Object* object_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace attt::base
