#include "inventory/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/table_columns.h"
#include "base/text.h"

namespace attt::inventory {
namespace {

constexpr std::array<Word, 3> tiers = {{
    {"province", "tỉnh | cấp tỉnh | provincial"},
    {"district", "huyện | cấp huyện | quận | thị xã | thành phố thuộc tỉnh"},
    {"commune", "xã | cấp xã | phường | thị trấn"},
}};

constexpr std::array<Word, 5> agency_kinds = {{
    {"department", "sở | sở, ngành | sở, ban, ngành | sở và tương đương | cơ quan chuyên môn"},
    {"people_committee", "UBND | Ủy ban nhân dân | Uỷ ban nhân dân | people's committee"},
    {"public_unit", "đơn vị sự nghiệp | đơn vị sự nghiệp công lập | ĐVSN | sự nghiệp"},
    {"party_or_union",
     "Đảng, đoàn thể | cơ quan Đảng | Đảng | đoàn thể | Mặt trận, đoàn thể | tổ chức chính trị - xã hội | Đảng, Mặt "
     "trận, "
     "đoàn thể"},
    {"central_branch",
     "cơ quan ngành dọc | ngành dọc | cơ quan Trung ương | cơ quan Trung ương trên địa bàn | cơ quan Trung ương đóng "
     "trên "
     "địa bàn"},
}};

constexpr std::array<Word, 4> system_kinds = {{
    {"lan", "mạng LAN | mạng nội bộ"},
    {"shared", "dùng chung | hệ thống dùng chung"},
    {"specialised", "chuyên ngành | hệ thống chuyên ngành | specialized"},
    {"portal", "cổng, trang TTĐT | cổng thông tin điện tử | trang thông tin điện tử | cổng TTĐT | trang TTĐT"},
}};

constexpr std::array<Word, 3> lifecycles = {{
    {"in_use", "đang sử dụng | đang dùng | sử dụng | đang vận hành | đang hoạt động | hoạt động | đã đưa vào sử dụng"},
    {"test", "thử nghiệm | đang thử nghiệm | chạy thử | đang chạy thử | vận hành thử"},
    {"retired",
     "ngừng sử dụng | ngưng sử dụng | đã ngừng sử dụng | đã ngưng sử dụng | không còn sử dụng | ngừng hoạt động | "
     "ngưng hoạt "
     "động | thanh lý | đã thanh lý | ngừng vận hành"},
}};

// A word that says less than a state ("phê duyệt", "chưa phê duyệt") is none of them: guessing could claim an approval.
constexpr std::array<Word, 5> dossier_states = {{
    {"none", "chưa có | chưa có hồ sơ | chưa lập | chưa lập hồ sơ | không có | không"},
    {"draft", "Đang dự thảo | dự thảo | đang lập | đang lập hồ sơ | đang xây dựng"},
    {"submitted", "Đã gửi thẩm định | gửi thẩm định | đang thẩm định | đã trình thẩm định"},
    {"appraised", "Đã thẩm định | đã được thẩm định"},
    {"approved", "Đã được phê duyệt | đã phê duyệt | được phê duyệt"},
}};

constexpr std::array<Word, 2> yes_no = {{
    {"true", "có | x | yes | y | 1 | ✓ | ✔ | ☑ | đúng | đã cài | đã cài đặt | đã có"},
    {"false", "không | no | n | 0 | ✗ | ✘ | ☐ | sai | chưa | chưa cài | chưa cài đặt | chưa có | không có | không cài"},
}};

constexpr std::array<std::string_view, 8> blank_words = {"n a",     "null",          "chua ro",   "khong ro",
                                                         "unknown", "chua xac dinh", "chua biet", "khong xac dinh"};

}  // namespace

std::string normalised(std::string_view text) {
    return base::heading_key(text);
}

bool is_blank(std::string_view text) {
    constexpr std::size_t longest_blank = 32;  // in bytes, diacritics included
    const std::string_view trimmed = base::trim(text);
    if (trimmed.empty() || trimmed == "–" || trimmed == "—" || trimmed == "…") return true;
    if (trimmed.size() > longest_blank) return false;
    const std::string form = normalised(trimmed);
    return form.empty() || std::find(blank_words.begin(), blank_words.end(), form) != blank_words.end();
}

std::vector<std::string> spellings_of(std::string_view list) {
    std::vector<std::string> out = base::split(list, '|');
    for (std::string& spelling : out)
        spelling = base::trim(spelling);
    return out;
}

WordList::WordList(std::span<const Word> words) {
    for (const Word& word : words) {
        std::vector<std::string> spellings = spellings_of(word.spellings);
        allowed_ += fmt::format("{}{} ({})", allowed_.empty() ? "" : ", ", spellings.front(), word.id);
        choices_.push_back(spellings.front());
        id_list_.emplace_back(word.id);
        spellings.emplace_back(word.id);
        for (std::string& spelling : spellings) {
            ids_.emplace(normalised(spelling), word.id);
            spellings_.push_back(std::move(spelling));
        }
    }
}

std::optional<std::string_view> WordList::id_of(std::string_view text) const {
    const auto found = ids_.find(normalised(text));
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> WordList::nearest(std::string_view text) const {
    constexpr std::size_t longest_slip = 80;  // in bytes: a longer text is no slip of the hand
    return text.size() <= longest_slip ? base::nearest(text, spellings_) : std::nullopt;
}

const WordList& agency_tier_words() {
    static const WordList words(tiers);
    return words;
}

const WordList& agency_kind_words() {
    static const WordList words(agency_kinds);
    return words;
}

const WordList& system_kind_words() {
    static const WordList words(system_kinds);
    return words;
}

const WordList& lifecycle_words() {
    static const WordList words(lifecycles);
    return words;
}

const WordList& dossier_state_words() {
    static const WordList words(dossier_states);
    return words;
}

const WordList& yes_no_words() {
    static const WordList words(yes_no);
    return words;
}

}  // namespace attt::inventory
