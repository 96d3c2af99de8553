// Writes every sample in every format, for the checkers of others: write_samples DIRECTORY
#include <iostream>

#include "base/files.h"
#include "reports/exports.h"
#include "tests/unit/exports/sample.h"

namespace {

using namespace attt;

bool write(const std::filesystem::path& directory, const std::string& name, const reports::Snapshot& snapshot) {
    const base::Catalogue& texts = tests::texts_of(snapshot.language);
    const auto to = [&](const std::string& file, const std::string& bytes) {
        const auto written = base::write_file(directory / (name + file), bytes);
        if (!written) std::cerr << base::debug_string(written.error()) << '\n';
        return written.has_value();
    };
    bool good = to(".json", reports::render_json(snapshot)) &&
                to(".oscal.json", reports::render_oscal(snapshot, texts)) &&
                to(".defectdojo.json", reports::render_defectdojo(snapshot, texts)) &&
                to(".xccdf.xml", reports::render_xccdf(snapshot, texts)) &&
                to(".prom", reports::render_prometheus(snapshot)) && to(".ics", reports::render_ical(snapshot, texts));
    for (std::size_t i = 0; i < reports::csv_table_names.size(); ++i)
        good = good && to("." + std::string(reports::csv_table_names[i]) + ".csv",
                          reports::render_csv(snapshot, static_cast<reports::CsvTable>(i), i % 2 == 0, texts));
    return good;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::filesystem::path directory = argv[1];
    if (!base::make_directory(directory)) return 1;
    bool good = write(directory, "worked-vi", tests::worked_snapshot()) &&
                write(directory, "worked-en", tests::worked_snapshot(base::Language::en)) &&
                write(directory, "empty", tests::empty_snapshot()) &&
                write(directory, "large", tests::large_snapshot(5000));
    for (const tests::Hostile& hostile : tests::hostile_texts()) {
        good = good && write(directory, "text-" + hostile.name, tests::filled_snapshot(hostile.text, false)) &&
               write(directory, "ids-" + hostile.name, tests::filled_snapshot(hostile.text, true));
    }
    return good ? 0 : 1;
}
