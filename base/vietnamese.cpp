#include "base/vietnamese.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

namespace attt::base {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest_syllable = 7;  // "nghiêng"

constexpr std::array<std::u32string_view, 28> onsets = {U"ngh"sv, U"ch"sv, U"gh"sv, U"gi"sv, U"kh"sv, U"ng"sv, U"nh"sv,
                                                        U"ph"sv,  U"qu"sv, U"th"sv, U"tr"sv, U"b"sv,  U"c"sv,  U"d"sv,
                                                        U"đ"sv,   U"g"sv,  U"h"sv,  U"k"sv,  U"l"sv,  U"m"sv,  U"n"sv,
                                                        U"p"sv,   U"r"sv,  U"s"sv,  U"t"sv,  U"v"sv,  U"x"sv,  U""sv};

// Every rhyme of the language, tones left out.
constexpr std::u32string_view rhymes =
    U"a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    U"e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    U"i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    U"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc "
    U"op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    U"u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh "
    U"uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
    U"y yêm yên yêng yêt yêu";

const std::set<std::u32string_view>& rhyme_set() {
    static const std::set<std::u32string_view> set = [] {
        std::set<std::u32string_view> out;
        for (std::u32string_view rest = rhymes; !rest.empty();) {
            const auto end = std::min(rest.find(U' '), rest.size());
            out.insert(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return out;
    }();
    return set;
}

bool is_tone(UChar32 mark) {
    return mark == 0x300 || mark == 0x301 || mark == 0x303 || mark == 0x309 || mark == 0x323;
}

// Marks that make another letter: breve, circumflex, horn.
std::optional<char32_t> letter_with(char32_t base, UChar32 mark) {
    if (mark == 0x306 && base == U'a') return U'ă';
    if (mark == 0x31B) return base == U'o' ? std::optional(U'ơ') : base == U'u' ? std::optional(U'ư') : std::nullopt;
    if (mark != 0x302) return std::nullopt;
    return base == U'a'   ? std::optional(U'â')
           : base == U'e' ? std::optional(U'ê')
           : base == U'o' ? std::optional(U'ô')
                          : std::nullopt;
}

struct Toneless {
    std::u32string letters;
    std::optional<std::size_t> toned;  // which letter bears the tone
    bool sound = true;                 // at most one tone, no foreign mark
};

Toneless without_tone(std::u32string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU normalisation data are missing");
    Toneless out;
    for (const char32_t c : word) {
        const auto lower = u_tolower(static_cast<UChar32>(c));
        icu::UnicodeString parts;
        if (normalizer->getDecomposition(lower, parts) == 0) parts = icu::UnicodeString(lower);
        out.letters += static_cast<char32_t>(parts.char32At(0));
        for (std::int32_t i = 1; i < parts.length(); ++i) {
            const UChar32 mark = parts.char32At(i);
            if (is_tone(mark)) {
                out.sound = out.sound && !out.toned;
                out.toned = out.letters.size() - 1;
            } else if (const auto letter = letter_with(out.letters.back(), mark)) {
                out.letters.back() = *letter;
            } else {
                out.sound = false;
            }
        }
    }
    return out;
}

bool is_vowel(char32_t c) {
    return U"aăâeêioôơuưy"sv.find(c) != std::u32string_view::npos;
}

// `toned` counts from the beginning of the rhyme.
bool tone_may_stand(std::u32string_view rhyme, std::size_t toned) {
    const auto vowels =
        static_cast<std::size_t>(std::find_if_not(rhyme.begin(), rhyme.end(), is_vowel) - rhyme.begin());
    if (toned >= vowels) return false;
    if (vowels < rhyme.size()) return toned + 1 == vowels;  // before a consonant: the last vowel
    if (vowels == 1) return true;
    if (vowels == 3) return toned == 1;
    const bool either = rhyme == U"oa" || rhyme == U"oe" || rhyme == U"uy" || rhyme == U"uê" || rhyme == U"uơ";
    return toned == 0 || either;
}

bool fits(const Toneless& word, std::size_t onset) {
    const std::u32string_view rhyme = std::u32string_view(word.letters).substr(onset);
    if (!rhyme_set().contains(rhyme)) return false;
    return !word.toned || (*word.toned >= onset && tone_may_stand(rhyme, *word.toned - onset));
}

}  // namespace

bool is_vietnamese_syllable(std::u32string_view word) {
    if (word.empty() || word.size() > longest_syllable) return false;
    const Toneless toneless = without_tone(word);
    if (!toneless.sound) return false;
    // "gì", "gìn": the i of the onset is the vowel too, which the onset g gives
    return std::any_of(onsets.begin(), onsets.end(), [&](std::u32string_view onset) {
        return toneless.letters.starts_with(onset) && fits(toneless, onset.size());
    });
}

}  // namespace attt::base
