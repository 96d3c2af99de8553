#include "base/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace attt::base {
namespace {

// Builds a Value from nlohmann's events, without its own tree and without recursion.
class Builder : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit Builder(int depth) : depth_limit_(depth) {}

    bool null() override { return add(Value()); }
    bool boolean(bool b) override { return add(Value(b)); }
    bool number_integer(std::int64_t i) override { return add(Value(i)); }
    bool number_unsigned(std::uint64_t u) override {
        if (u > static_cast<std::uint64_t>(INT64_MAX)) return add(Value(static_cast<double>(u)));
        return add(Value(static_cast<std::int64_t>(u)));
    }
    bool number_float(double d, const std::string&) override { return add(Value(d)); }
    bool string(std::string& s) override { return add(Value(std::move(s))); }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool key(std::string& k) override {
        keys_.back() = std::move(k);
        return true;
    }
    bool start_object(std::size_t) override { return open(Value(Object())); }
    bool start_array(std::size_t) override { return open(Value(Array())); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
        error_position = position;
        return false;
    }

    Value root;
    std::size_t error_position = 0;
    bool too_deep = false;

  private:
    bool open(Value container) {
        if (static_cast<int>(open_.size()) >= depth_limit_) {
            too_deep = true;
            return false;
        }
        open_.push_back(std::move(container));
        keys_.emplace_back();
        return true;
    }
    bool close() {
        Value done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        return add(std::move(done));
    }
    bool add(Value value) {
        if (open_.empty()) {
            root = std::move(value);
        } else if (Array* array = open_.back().if_array()) {
            array->push_back(std::move(value));
        } else {
            open_.back().if_object()->set(keys_.back(), std::move(value));
        }
        return true;
    }

    int depth_limit_;
    std::vector<Value> open_;
    std::vector<std::string> keys_;
};

enum class Order { as_written, sorted };

void append_string(std::string& out, const std::string& s) {
    // replace: a byte that is not UTF-8 becomes U+FFFD, so that the output is always valid JSON
    out += nlohmann::json(s).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append(std::string& out, const Value& value, Order order, int indent, int level);

void new_line(std::string& out, int indent, int level) {
    if (indent == 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(level), ' ');
}

void append_array(std::string& out, const Array& array, Order order, int indent, int level) {
    const bool flat = std::all_of(array.begin(), array.end(), [](const Value& v) { return v.if_object() == nullptr; });
    const int inner = flat ? 0 : indent;
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i > 0) out += flat && indent > 0 ? ", " : ",";
        new_line(out, inner, level + 1);
        append(out, array[i], order, inner, level + 1);
    }
    if (!array.empty()) new_line(out, inner, level);
    out += ']';
}

void append_object(std::string& out, const Object& object, Order order, int indent, int level) {
    std::vector<const std::pair<std::string, Value>*> members;
    members.reserve(object.size());
    for (const auto& member : object)
        members.push_back(&member);
    if (order == Order::sorted)
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out += ',';
        new_line(out, indent, level + 1);
        append_string(out, members[i]->first);
        out += indent > 0 ? ": " : ":";
        append(out, members[i]->second, order, indent, level + 1);
    }
    if (!members.empty()) new_line(out, indent, level);
    out += '}';
}

void append(std::string& out, const Value& value, Order order, int indent, int level) {
    if (const Object* object = value.if_object()) return append_object(out, *object, order, indent, level);
    if (const Array* array = value.if_array()) return append_array(out, *array, order, indent, level);
    if (const std::string* s = value.if_string()) return append_string(out, *s);
    if (const bool* b = value.if_bool()) {
        out += *b ? "true" : "false";
    } else if (const std::int64_t* i = value.if_integer()) {
        out += std::to_string(*i);
    } else if (const double* d = value.if_double()) {
        out += nlohmann::json(*d).dump();
    } else {
        out += "null";
    }
}

}  // namespace

Result<Value> parse_json(std::string_view text, const std::string& file, JsonLimits limits) {
    if (text.size() > limits.bytes) {
        return fail(ErrorCode::bad_input, "json.too_large", {{"limit", std::to_string(limits.bytes)}}, {file, 0, {}});
    }
    Builder builder(limits.depth);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
        const auto stop = std::min(builder.error_position, text.size());
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(stop), '\n');
        return fail(ErrorCode::bad_input, builder.too_deep ? "json.too_deep" : "json.syntax",
                    {{"position", std::to_string(stop)}}, {file, static_cast<int>(line), {}});
    }
    return std::move(builder.root);
}

std::string to_json(const Value& value) {
    std::string out;
    append(out, value, Order::as_written, 0, 0);
    return out;
}

std::string to_pretty_json(const Value& value) {
    std::string out;
    append(out, value, Order::as_written, 2, 0);
    return out;
}

std::string to_canonical_json(const Value& value) {
    std::string out;
    append(out, value, Order::sorted, 0, 0);
    return out;
}

}  // namespace attt::base
