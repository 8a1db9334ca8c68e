extension [String] {
    /// The line with the common options that stand before the command put behind it.
    var commandFirst: [String] {
        var front: [String] = []
        var rest = self[...]
        while let word = rest.first, let option = Command.common.first(where: { $0.begins(word) }) {
            front.append(rest.removeFirst())
            if option.value != nil, option.matches(word), let value = rest.popFirst() { front.append(value) }
        }
        let isFamily = rest.dropFirst().first.map { !$0.hasPrefix("-") } ?? false
        let words = rest.prefix(isFamily ? 2 : 1)
        return words + front + rest.dropFirst(words.count)
    }
}
