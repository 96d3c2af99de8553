#include "written_out.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rules/expression.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

std::string basis_of(const std::string& id, const Law& law) {
    const Clause& clause = law.clauses.find(id)->second;
    return fmt::format("    {}  {}, {} ({})\n", id, clause.locator,
                       law.instruments.find(clause.instrument)->second.number, clause.confidence);
}

std::string age_in_days(base::Duration age) {
    return fmt::format("{} d", std::chrono::duration_cast<std::chrono::hours>(age).count() / 24);
}

constexpr const char* reference_head =
    R"(# Tra cứu: phép so sánh, dữ kiện, tiêu chí

*The verbs, facts and rules of the toolkit. This page is written from the rule files by the tests of `rules/`
(`ATTT_UPDATE_GOLDEN=1`), so it cannot fall behind them.* Cách thêm tiêu chí: [add-a-rule.md](add-a-rule.md).

## Phép so sánh

| Phép | Dùng với kiểu | Đáp ứng khi |
| --- | --- | --- |
| `equals = v` | boolean, integer, string | giá trị bằng v |
| `one_of = [ … ]` | integer, string | giá trị là một trong danh sách |
| `at_least = n`, `at_most = n` | integer | giá trị từ n trở lên, n trở xuống |
| `contains_all = [ … ]` | strings | có đủ mọi mục |
| `contains_none = [ … ]` | strings | không có mục nào |
| `present = true`, `absent = true` | mọi kiểu | có giá trị; không có giá trị hoặc rỗng |
| `matches = "mẫu"` | string | có đoạn khớp biểu thức chính quy ECMAScript (tối đa 256 byte, không tham chiếu ngược, không đếm số lần lặp bằng ngoặc nhọn) |
| `days_left_at_least = n` | time | còn ít nhất n ngày kể từ ngày đối chiếu |
| `all_of = [ … ]`, `any_of = [ … ]`, `not = { … }` | điều kiện khác | tất cả; ít nhất một; không |

Dữ kiện chưa đo được, quá hạn (`max_age`, chỉ xét với `require`) hoặc chưa xác định thì điều kiện là **chưa xác định**, trừ khi phần
còn lại đã đủ để quyết định: `all_of` có một điều kiện sai là sai, `any_of` có một điều kiện đúng là đúng. Bộ dò đã xem mà
không thấy giá trị thì `present`, `absent` trả lời được; các phép khác vẫn là chưa xác định. Tiêu chí mà mọi dữ kiện trong
`require` đều thuộc phần đối tượng không có (trang chỉ có http thì không có TLS) là **không áp dụng**.

Dữ kiện "theo điểm kết nối" được đối chiếu ở từng địa chỉ và cổng; tiêu chí đọc dữ kiện của hai bộ dò thì ghép theo địa chỉ.
)";

}  // namespace

std::string written_out(const RuleSet& rules) {
    std::string out = "What each shipped rule means. ATTT_UPDATE_GOLDEN=1 renews this file.\n";
    for (const Rule& rule : rules.rules) {
        out += fmt::format("\n{} v{}  {} {}\n  {}\n  {}\n", rule.id, rule.version, name_of(rule.subject),
                           name_of(rule.severity), rule.title.vi, rule.title.en);
        if (rule.applies_when != nullptr) out += fmt::format("  applies when {}\n", text_of(*rule.applies_when));
        out += fmt::format("  requires {}\n", text_of(*rule.require));
        if (!rule.evidence.empty()) out += fmt::format("  shows {}\n", fmt::join(rule.evidence, ", "));
        if (!rule.instances.empty()) out += fmt::format("  for each of {}\n", fmt::join(rule.instances, ", "));
        if (!rule.instances_of.empty()) out += fmt::format("  for each of what {} lists\n", rule.instances_of);
        if (rule.max_age) out += fmt::format("  by facts not older than {}\n", age_in_days(*rule.max_age));
        if (rule.per_endpoint) out += "  at each endpoint\n";
        if (!rule.basis.empty()) out += "  basis\n";
        for (const std::string& id : rule.basis)
            out += basis_of(id, rules.law);
        for (const Case& one : rule.cases)
            out += fmt::format("  case {}: {}\n", name_of(one.expected), one.name);
    }
    return out;
}

std::string reference_page(const RuleSet& rules) {
    std::string out = reference_head;
    out += "\n## Dữ kiện\n\n| Tên | Kiểu | Theo điểm kết nối | Ý nghĩa |\n| --- | --- | --- | --- |\n";
    for (const auto& [name, fact] : rules.facts)
        out += fmt::format("| `{}` | {} | {} | {} |\n", name, name_of(fact.type), fact.per_endpoint ? "có" : "",
                           fact.text.vi);
    out += "\n## Tiêu chí\n\n| Mã | Đối tượng | Mức độ | Tiêu chí | Căn cứ |\n| --- | --- | --- | --- | --- |\n";
    for (const Rule& rule : rules.rules)
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", rule.id, name_of(rule.subject), name_of(rule.severity),
                           rule.title.vi, fmt::join(rule.basis, ", "));
    return out;
}

}  // namespace attt::rules
