#include "base/lookalikes.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace attt::base {
namespace {

// Letters of Cyrillic, Greek and Armenian, and Latin letters of other alphabets, beside the Latin letter that they look
// like; sorted by code point. Lower case only: what comes here is case folded.
constexpr std::array<std::pair<char16_t, char16_t>, 54> twins = {{
    {0x00DF, u's'}, {0x00E6, u'a'}, {0x00F8, u'o'}, {0x0131, u'i'}, {0x0138, u'k'}, {0x0142, u'l'}, {0x017F, u's'},
    {0x0180, u'b'}, {0x0192, u'f'}, {0x0199, u'k'}, {0x019A, u'l'}, {0x019E, u'n'}, {0x01A5, u'p'}, {0x01B4, u'y'},
    {0x01B6, u'z'}, {0x0251, u'a'}, {0x0253, u'b'}, {0x0254, u'c'}, {0x0256, u'd'}, {0x025B, u'e'}, {0x0261, u'g'},
    {0x0262, u'g'}, {0x0268, u'i'}, {0x0269, u'i'}, {0x026A, u'i'}, {0x0274, u'n'}, {0x0280, u'r'}, {0x028F, u'y'},
    {0x0299, u'b'}, {0x029C, u'h'}, {0x03B1, u'a'}, {0x03B5, u'e'}, {0x03B9, u'i'}, {0x03BA, u'k'}, {0x03BD, u'v'},
    {0x03BF, u'o'}, {0x03C1, u'p'}, {0x03C4, u't'}, {0x03C5, u'u'}, {0x03C7, u'x'}, {0x0430, u'a'}, {0x0435, u'e'},
    {0x043A, u'k'}, {0x043E, u'o'}, {0x0440, u'p'}, {0x0441, u'c'}, {0x0443, u'y'}, {0x0445, u'x'}, {0x0455, u's'},
    {0x0456, u'i'}, {0x0458, u'j'}, {0x04BB, u'h'}, {0x0501, u'd'}, {0x0585, u'o'},
}};

UChar32 twin_of(UChar32 c) {
    const auto at =
        std::lower_bound(twins.begin(), twins.end(), c, [](const auto& twin, UChar32 key) { return twin.first < key; });
    return at != twins.end() && at->first == c ? UChar32{at->second} : c;
}

icu::UnicodeString read(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string write(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*instance)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const found = instance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU normalisation data are missing");
    return *found;
}

icu::UnicodeString seen(std::string_view text) {
    static const icu::Normalizer2& folding = normalizer(&icu::Normalizer2::getNFKCCasefoldInstance);
    static const icu::Normalizer2& composing = normalizer(&icu::Normalizer2::getNFCInstance);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString folded = folding.normalize(read(text), status);
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1))
        out.append(twin_of(folded.char32At(i)));
    icu::UnicodeString composed = composing.normalize(out, status);  // a Cyrillic letter may have stood before a mark
    if (U_FAILURE(status)) throw std::runtime_error("ICU could not normalise a text");
    return composed;
}

icu::UnicodeString without_marks(const icu::UnicodeString& text) {
    static const icu::Normalizer2& parting = normalizer(&icu::Normalizer2::getNFDInstance);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parted = parting.normalize(text, status);
    if (U_FAILURE(status)) return text;
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < parted.length(); i = parted.moveIndex32(i, 1)) {
        const UChar32 c = parted.char32At(i);
        if (u_charType(c) != U_NON_SPACING_MARK) out.append(c == 0x0111 ? UChar32{u'd'} : c);
    }
    return out;
}

bool stands_alone(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_THAI;
}

}  // namespace

std::string undisguised(std::string_view text) {
    return write(seen(text));
}

std::vector<Word> words_of(std::string_view text, std::size_t limit) {
    const icu::UnicodeString whole = seen(text);
    std::vector<Word> out;
    icu::UnicodeString word;
    const auto finish = [&] {
        if (!word.isEmpty() && out.size() < limit) out.push_back({write(word), write(without_marks(word))});
        word.remove();
    };
    for (std::int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
        const UChar32 c = whole.char32At(i);
        if (stands_alone(c)) {
            finish();
            word.append(c);
            finish();
        } else if (u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK) {
            word.append(c);
        } else {
            finish();
        }
        if (out.size() >= limit) break;
    }
    finish();
    return out;
}

}  // namespace attt::base
