// facts.toml: one table a fact, its key the fact's name.
#include "rules/readers.h"

namespace attt::rules {

void read_facts(const base::TomlDocument& document, FactDeclarations& facts, std::vector<base::Error>& defects) {
    base::TomlTable root(document, defects);
    for (auto& [name, table] : root.named_tables()) {
        FactDeclaration declaration;
        declaration.name = name;
        if (!is_id(name) || name.find('.') == std::string::npos)
            table.defect("", "rules.bad_fact_name", {{"value", name}});
        if (!table.has("type")) table.defect("", "toml.missing_key", {{"key", "type"}});
        if (const auto type = table.one_of("type", fact_type_names)) {
            for (std::size_t i = 0; i < fact_type_names.size(); ++i) {
                if (fact_type_names[i] == *type) declaration.type = static_cast<FactType>(i);
            }
        }
        declaration.per_endpoint = table.boolean("per_endpoint").value_or(false);
        declaration.by_trust_store = table.boolean("by_trust_store").value_or(false);
        declaration.derived = table.boolean("derived").value_or(false);
        declaration.text = read_text(table, "text", true);
        if (table.has("label")) declaration.label = read_text(table, "label", true);
        if (auto words = table.table("words")) {
            for (const auto& [value, ignored] : words->object())
                declaration.words.emplace(value, read_text(*words, value, true));
            words->refuse_unknown();
        }
        table.refuse_unknown();
        if (!facts.emplace(name, std::move(declaration)).second)
            table.defect("", "rules.fact_twice", {{"value", name}});
    }
}

}  // namespace attt::rules
