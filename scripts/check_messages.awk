# Input: the catalogues (cli/messages/LANGUAGE/*.toml), then the C++ sources and templates.

BEGIN {
    # The argument of each call that is a message id, counted from 0; its named arguments follow in the next one.
    id_argument["fail"] = 1
    id_argument["defect"] = 1
    id_argument["text"] = 0
    id_argument["Error"] = 1
    id_shape = "^[a-z][a-z0-9_]*([.][a-z0-9_-]+)+[.]?$"
    token = "\"([^\"\\\\\n]|\\\\.)*\"|'([^'\\\\\n]|\\\\.)*'|//[^\n]*|[A-Za-z_][A-Za-z0-9_]*|[][(){},;+?:]"
}

function report(place, sentence) {
    print place ": " sentence
    found++
}

# ---- catalogues: "[table]" and "key = …" ----

function placeholders(text, list) {
    list = ""
    while (match(text, /\{[a-z_]+\}/)) {
        if (index(list " ", " " substr(text, RSTART + 1, RLENGTH - 2) " ") == 0) list = list " " substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
    }
    return list
}

function unquoted(word) {
    gsub(/^[ \t]*["']?|["']?[ \t]*$/, "", word)
    return word
}

FNR == 1 {
    finish_source()
    table = ""
    in_catalogue = FILENAME ~ /cli\/messages\/.*\.toml$/
    in_template = FILENAME ~ /\.mustache$/
    if (in_catalogue) {
        language = FILENAME
        sub(/.*cli\/messages\//, "", language)
        sub(/\/.*/, "", language)
    }
}

in_catalogue && /^[ \t]*\[/ {
    table = $0
    sub(/^[ \t]*\[/, "", table)
    sub(/\].*/, "", table)
    table = unquoted(table)
    next
}

in_catalogue && /^[ \t]*["']?[A-Za-z0-9_.-]+["']?[ \t]*=/ {
    id = unquoted(substr($0, 1, index($0, "=") - 1))
    if (table != "") id = table "." id
    ids[id] = 1
    if ((language, id) in place_of) report(FILENAME ":" FNR, "\"" id "\" is in the catalogue twice: " place_of[language, id])
    place_of[language, id] = FILENAME ":" FNR
    arguments_of[language, id] = placeholders(substr($0, index($0, "=") + 1))
    last = id
    next
}

# further lines of a text in triple quotes
in_catalogue && last != "" && !/^[ \t]*(#|$)/ { arguments_of[language, last] = arguments_of[language, last] placeholders($0) }

in_template { templates = templates $0 "\n" }

!in_catalogue && !in_template { source = source $0 "\n"; source_name = FILENAME }

# ---- C++: which ids are said, with which arguments ----

function push(kind, name) {
    depth++
    frame_kind[depth] = kind
    frame_name[depth] = name
    frame_argument[depth] = 0
    frame_ids[depth] = frame_given[depth] = ""
    frame_open[depth] = 0
    frame_line[depth] = line
}

# The innermost frame that is a call with a message in it, looking through plain parentheses and braces.
function speaking_frame(d) {
    for (d = depth; d > 0; d--)
        if (frame_name[d] in id_argument) return d
    return 0
}

function in_list(word, list) { return index(list " ", " " word " ") > 0 }

function finish_call(d, n, i, j, m, names, wanted, id, place) {
    n = split(frame_ids[d], names, " ")
    place = source_name ":" frame_line[d]
    for (i = 1; i <= n; i++) {
        id = names[i]
        if (!(id in ids)) {
            report(place, "message \"" id "\" is in no catalogue")
            continue
        }
        # arguments handed on as a variable, or added to an Error by whoever it is given to
        if (frame_open[d] || (frame_name[d] == "Error" && frame_given[d] == "")) continue
        m = split(arguments_of["vi", id], wanted, " ")
        for (j = 1; j <= m; j++)
            if (!in_list(wanted[j], frame_given[d])) report(place, "message \"" id "\" wants {" wanted[j] "}, which is not given here")
    }
}

function see_literal(text, following, d, id) {
    if (text ~ /^[a-z][a-z0-9_.-]*$/) literal[text] = 1
    if (text ~ /^_[a-z_]+$/) suffix[text] = 1
    d = speaking_frame()
    if (!d) return
    if (d == depth && frame_argument[d] == id_argument[frame_name[d]] && text ~ id_shape) {
        if (text ~ /[.]$/) return
        frame_ids[d] = frame_ids[d] " " text
    }
    if (frame_argument[d] > id_argument[frame_name[d]] && frame_kind[depth] == "{" && frame_argument[depth] == 0 && following == ",")
        frame_given[d] = frame_given[d] " " text
}

function next_sign(rest) {
    if (match(rest, /[^ \t\n]/)) return substr(rest, RSTART, 1)
    return ""
}

function finish_source(rest, word, previous, skipped, d) {
    if (source == "") return
    rest = source
    source = ""
    depth = 0
    line = 1
    previous = ""
    while (match(rest, token)) {
        skipped = substr(rest, 1, RSTART - 1)
        word = substr(rest, RSTART, RLENGTH)
        line += gsub(/\n/, "&", skipped)
        rest = substr(rest, RSTART + RLENGTH)
        if (word ~ /^\/\// || word ~ /^'/) continue
        if (word ~ /^"/) {
            see_literal(substr(word, 2, length(word) - 2), next_sign(rest))
        } else if (word == "(" || word == "{" || word == "[") {
            push(word, previous)
        } else if (word == ")" || word == "}" || word == "]") {
            if (depth > 0) {
                if (frame_name[depth] in id_argument) finish_call(depth)
                depth--
            }
        } else if (word == ",") {
            if (depth > 0) frame_argument[depth]++
        } else if (word ~ /^[A-Za-z_]/) {
            # an Error written as {ErrorCode::…, "id", …}
            if (word == "ErrorCode" && depth > 0 && frame_kind[depth] == "{" && frame_argument[depth] == 0 && !(frame_name[depth] in id_argument))
                frame_name[depth] = "Error"
            d = speaking_frame()
            if (d && d == depth && frame_argument[d] > id_argument[frame_name[d]]) frame_open[d] = 1
        }
        previous = word
    }
}

# ---- both languages, and no sentence that nobody says ----

function is_said(id, part, ending) {
    if (id in literal) return 1
    for (ending in suffix)
        if (substr(id, length(id) - length(ending) + 1) == ending && (substr(id, 1, length(id) - length(ending)) in literal)) return 1
    if (index(templates, id)) return 1
    part = id
    while (match(part, /[.][^.]*$/)) {
        part = substr(part, 1, RSTART - 1)
        if ((part "." in literal) || (part in literal)) return 1
        if (index(templates, part ".")) return 1
    }
    return 0
}

END {
    finish_source()
    for (id in ids) {
        if (!(("vi", id) in place_of)) report(place_of["en", id], "\"" id "\" is missing in Vietnamese")
        else if (!(("en", id) in place_of)) report(place_of["vi", id], "\"" id "\" is missing in English")
        else {
            n = split(arguments_of["vi", id] arguments_of["en", id], names, " ")
            for (i = 1; i <= n; i++)
                if (!in_list(names[i], arguments_of["vi", id]) || !in_list(names[i], arguments_of["en", id]))
                    report(place_of["vi", id], "\"" id "\" has {" names[i] "} in one language only")
            if (!is_said(id)) report(place_of["vi", id], "\"" id "\" is said nowhere")
        }
    }
    if (found) {
        print "check_messages: " found " defects in the messages" > "/dev/stderr"
        exit 1
    }
}
