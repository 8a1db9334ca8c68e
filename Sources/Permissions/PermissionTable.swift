private let y = true
private let n = false

extension Action {
    // swift-format-ignore
    /// Whether someone of this standing may do it with another user's data in a group of this level: the published
    /// table, cell for cell (`PERMISSIONS.md`, section 2).
    public func isAllowed(to standing: Standing, at level: Level) -> Bool {
        // Columns: private, read-only, read-annotate, read-write.
        let (p, ro, ra, rw) = switch (self, standing) {
        case (.view, .administrator):              (y, y, y, y)
        case (.view, .owner):                      (y, y, y, y)
        case (.view, .member):                     (n, y, y, y)

        case (.annotate, .administrator):          (n, y, y, y)
        case (.annotate, .owner):                  (n, y, y, y)
        case (.annotate, .member):                 (n, n, y, y)

        case (.delete, .administrator):            (y, y, y, y)
        case (.delete, .owner):                    (y, y, y, y)
        case (.delete, .member):                   (n, n, n, y)

        case (.edit, .administrator):              (y, y, y, y)
        case (.edit, .owner):                      (y, y, y, y)
        case (.edit, .member):                     (n, n, n, y)

        case (.mix, .administrator):               (n, y, y, y)
        case (.mix, .owner):                       (n, y, y, y)
        case (.mix, .member):                      (n, n, n, y)

        case (.move, .administrator):              (y, y, y, y)
        case (.move, .owner):                      (n, n, n, n)
        case (.move, .member):                     (n, n, n, n)

        case (.removeAnnotations, .administrator): (y, y, y, y)
        case (.removeAnnotations, .owner):         (y, y, y, y)
        case (.removeAnnotations, .member):        (n, n, n, y)

        case (.render, .administrator):            (n, y, y, y)
        case (.render, .owner):                    (n, y, y, y)
        case (.render, .member):                   (n, y, y, y)

        case (.derive, .administrator):            (n, y, y, y)
        case (.derive, .owner):                    (n, y, y, y)
        case (.derive, .member):                   (n, y, y, y)

        case (.give, .administrator):              (y, y, y, y)
        case (.give, .owner):                      (y, y, y, y)
        case (.give, .member):                     (n, n, n, n)
        }
        return switch level {
        case .private: p
        case .readOnly: ro
        case .readAnnotate: ra
        case .readWrite: rw
        }
    }

    /// What a restricted administrator must hold to count as an administrator here; `nil` where being one is enough
    /// (`PERMISSIONS.md`, section 11).
    public var privilege: Privileges? {
        switch self {
        case .view: nil
        case .annotate, .edit, .mix, .render, .derive: .writeData
        case .delete, .removeAnnotations: .deleteData
        case .move: .move
        case .give: .give
        }
    }
}
