// A PDF: what is read of it is UTF-8 and bounded.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "scanner/content/pdf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = attt::scanner::content::read_pdf({reinterpret_cast<const char*>(data), size});
    const bool bounded = document.text.size() <= 400'000 && document.addresses.size() <= 200;
    if (!bounded || !attt::base::is_utf8(document.text) || !attt::base::is_utf8(document.title)) std::abort();
    return 0;
}
