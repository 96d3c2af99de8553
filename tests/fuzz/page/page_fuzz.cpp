// Any bytes are a page: it is taken apart within its bounds, and every place and snippet is text.
#include <cstdlib>

#include "base/text.h"
#include "scanner/content/signs.h"
#include "scanner/http/page_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace content = attt::scanner::content;
    static const content::WordList words =
        content::WordList::load(std::string(ATTT_SOURCE_DIR) + "/scanner/data/content_words.toml").value();
    if (size > 65536) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const content::Page page = content::take_apart("http://site.example/a/", text);
    const content::Surroundings around{&words, "site.example", {}};
    for (const content::Sign& sign : content::signs_in(page, around)) {
        if (sign.snippet.size() > 420 || !attt::base::is_utf8(sign.snippet)) std::abort();
    }
    attt::base::Object facts;
    attt::scanner::http::state_page("https://site.example/", text, facts);
    return 0;
}
