/// Text that may be the inside of an element.
public enum Fragment {
    /// Whether the text can stand in an element as it is: what it opens it closes, and it declares what it uses. Nothing
    /// but the text is looked at, and a DOCTYPE or an entity makes it none.
    public static func isWellFormed(_ text: String) -> Bool {
        do throws(OMEXMLError) {
            let whole = try SourceText(Array("<Value>\(text)</Value>".utf8), limits: .standard)
            var reader = try XMLReader(whole, limits: .standard)
            var depth = 0
            while let node = try reader.next() {
                switch node {
                case .start(let isEmpty):
                    // A prefix that is declared outside of the text means nothing elsewhere.
                    if reader.qualifiedName.contains(":"), reader.namespace.isEmpty { return false }
                    if !isEmpty { depth += 1 }
                case .end: depth -= 1
                case .text, .comment: continue
                }
            }
            return depth == 0
        } catch {
            return false
        }
    }
}
