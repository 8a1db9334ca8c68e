"""Sound requests of every method, and everything that can be wrong with one of their fields."""

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message_factory import GetMessageClass

from client import SERVICES, attachments, audit, types

# Numbers of nothing, which could be anything's.
NOBODY, NOWHERE, NOTHING = 4_000_000_000, 4_000_000_001, 1 << 40
TARGETS = 100_000
LONG = 1 << 20
MARK = b"\x00not text\x00"


def sound(world):
    """Requests that are carried out, or would be: `dry_run` stands wherever there is one."""
    image, dataset, group, user = world.image, world.dataset, world.group, world.user
    text = [types.Attribute(field=types.FIELD_DESCRIPTION, text="text")]
    requests = {
        "Access.Check": dict(object=image, action=types.ACTION_VIEW),
        "Access.BatchCheck": dict(objects=[image], actions=[types.ACTION_VIEW]),
        "Access.Explain": dict(object=image, action=types.ACTION_VIEW),
        "Access.WhoMay": dict(object=image, action=types.ACTION_VIEW, after=user, page_size=10),
        "Access.Matrix": dict(group=group),
        "Accounts.CreateUser": dict(
            login="new", full_name="New User", email="new@lab", uid=70_000, privileges=1, administration=1, groups=[group]),
        "Accounts.GetUser": dict(id=user),
        "Accounts.GetUser by login": dict(login="somebody"),
        "Accounts.ListUsers": dict(after=0, page_size=10),
        "Accounts.UpdateUser": dict(
            id=user, login="renamed", full_name="Other Name", email="other@lab", uid=70_001, active=True,
            default_group=group, administration=1, privileges=1),
        "Accounts.DeleteUser": dict(id=user),
        "Accounts.CreateGroup": dict(name="new", description="about it", level=types.LEVEL_PRIVATE),
        "Accounts.GetGroup": dict(id=group),
        "Accounts.GetGroup by name": dict(name="here"),
        "Accounts.ListGroups": dict(after=0, page_size=10),
        "Accounts.UpdateGroup": dict(id=group, name="renamed", description="other"),
        "Accounts.DeleteGroup": dict(id=world.empty),
        "Accounts.ChangeLevel": dict(group=group, level=types.LEVEL_READ_WRITE),
        "Accounts.SetMembership": dict(user=user, group=world.elsewhere, role=1),
        "Accounts.ListMemberships": dict(group=group),
        "Accounts.ListMemberships of a user": dict(user=user),
        "Admin.Snapshot": {},
        "Admin.Backup": {},
        "Admin.Audit": dict(
            from_revision=1, user=user, session=0, object=image, group=group, since=1, until=2,
            kinds=[audit.CHANGE_KIND_CREATE_OBJECT]),
        "Attachments.Upload": dict(start=dict(new=dict(name="a file", attributes=text, annotated=image), size=5)),
        "Attachments.Upload again": dict(start=dict(attachment=world.attachment)),
        "Attachments.Download": dict(attachment=world.attachment, offset=1),
        "Meta.Version": {},
        "Meta.Cancel": dict(stream=9),
        "Objects.Create": dict(kind=types.KIND_DATASET_IMAGE_LINK, parent=dataset, child=image),
        "Objects.Create of an image": dict(kind=types.KIND_IMAGE, name="new", attributes=text + [
            types.Attribute(field=types.FIELD_SIZE_X, integer=10),
            types.Attribute(field=types.FIELD_PHYSICAL_SIZE_X, real=0.5),
            types.Attribute(field=types.FIELD_DERIVED_FROM, reference=image)]),
        "Objects.Create of a map": dict(kind=types.KIND_MAP, attributes=[
            types.Attribute(field=types.FIELD_PAIRS, pairs=dict(pairs=[dict(key="a key", value="a value")]))]),
        "Objects.Create of an ROI": dict(kind=types.KIND_ROI, parent=image, attributes=[
            types.Attribute(field=types.FIELD_SHAPES, bytes=types.Shapes().SerializeToString())]),
        "Objects.Get": dict(ids=[image]),
        "Objects.List": dict(
            kind=types.KIND_IMAGE, owner=user, name="an image", within=dataset, page_size=10, group=group),
        "Objects.List by annotation": dict(annotation=world.tag, name_prefix="an", words="image"),
        "Objects.List by what is held": dict(holding=image),
        "Objects.ListAll": dict(kind=types.KIND_IMAGE, owner=user, within=dataset, page_size=10, group=group),
        "Objects.Count": dict(kind=types.KIND_IMAGE, owner=user, within=dataset, group=group),
        "Objects.Update": dict(id=image, name="renamed", attributes=text, clear=[types.FIELD_SIZE_X]),
        "Objects.Update of a folder": dict(id=world.folder, parent=world.upper),
        "Objects.Delete": dict(targets=[dataset], include=[types.KIND_TAG]),
        "Objects.Move": dict(targets=[dataset], group=world.elsewhere, exclude=[types.KIND_TAG]),
        "Objects.Move into": dict(targets=[image], group=world.elsewhere, into=world.dataset_elsewhere),
        "Objects.Copy": dict(targets=[dataset], group=group),
        "Objects.Give": dict(targets=[dataset], user=user),
        "Objects.Import": dict(objects=[
            dict(kind=types.KIND_IMAGE, name="new", attributes=text)]),
        "Objects.Import of links": dict(objects=[
            dict(kind=types.KIND_DATASET_IMAGE_LINK, parent=dataset, child=world.tagged),
            dict(kind=types.KIND_DATASET, name="a dataset", find=True)]),
        "Objects.ImportStream": dict(start=dict()),
        "Sessions.WhoAmI": {},
        "Sessions.SwitchGroup": dict(group=group),
        "Sessions.Sudo": dict(user=user, group=group, lifetime_seconds=60, uid=70_000),
        "Sessions.OpenScript": dict(
            user=user, group=group, lifetime_seconds=60, uid=70_000, program="count-cells"),
        "Sessions.Join": dict(token=world.token),
        "Sessions.End": dict(session=world.session),
        "Sessions.List": {},
        "Watch.Changes": dict(after_revision=world.known),
    }
    return {name: whole(name, fields) for name, fields in requests.items()}


def method(name):
    """The method of a request, whose name may say more behind it."""
    service, _, rest = name.partition(".")
    return SERVICES[service].methods_by_name[rest.partition(" ")[0]]


def whole(name, fields):
    """The request with these fields, asked for as a plan where it can be."""
    request = GetMessageClass(method(name).input_type)(**fields)
    rehearsed = request.start if name.startswith(("Attachments.Upload", "Objects.ImportStream")) else request
    if "dry_run" in rehearsed.DESCRIPTOR.fields_by_name:
        rehearsed.dry_run = True
    if "scope" in rehearsed.DESCRIPTOR.fields_by_name:
        rehearsed.scope = types.SCOPE_ALL
    return request


# --- What can be wrong

def spoilt(request):
    """Every request with one field spoilt: where, how, and its bytes."""
    for path, change in changes(request.DESCRIPTOR, ()):
        for how, value in change:
            copy = type(request)()
            copy.CopyFrom(request)
            if not put(copy, path, value):
                continue
            data = copy.SerializeToString()
            yield ".".join(path), how, data.replace(MARK, b"\xff" * len(MARK))


def changes(descriptor, path):
    """Fields of a message and of those in it, each with what can be wrong with it."""
    for field in descriptor.fields:
        here = (*path, field.name)
        if field.message_type is not None:
            yield from changes(field.message_type, here)
            if field.is_repeated:
                yield here, [("too many", lambda one: [one] * TARGETS)]
        else:
            yield here, list(of_value(field))


def of_value(field):
    """What can be wrong with one field: a word for it, and the value."""
    for how, value in of_one(field):
        yield how, [value] if field.is_repeated else value
    if field.is_repeated:
        yield "none", []
        yield "too many", lambda one: [one] * TARGETS
        yield "twice", lambda one: [one, one]


def of_one(field):
    kind = field.cpp_type
    if kind == FieldDescriptor.CPPTYPE_STRING and field.type == FieldDescriptor.TYPE_STRING:
        yield "empty", ""
        yield "too long", "x" * LONG
        yield "not UTF-8", MARK.decode()
        yield "a control character", "a\x01b"
    elif kind == FieldDescriptor.CPPTYPE_STRING:
        yield "of no use", b"nothing that was given out"
    elif kind == FieldDescriptor.CPPTYPE_ENUM:
        yield "unspecified", 0
        yield "unknown", 99
    elif kind in (FieldDescriptor.CPPTYPE_UINT32, FieldDescriptor.CPPTYPE_UINT64):
        yield "unknown", NOTHING if kind == FieldDescriptor.CPPTYPE_UINT64 else NOBODY
        yield "zero", 0
    elif kind in (FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64):
        yield "negative", -1


def put(message, path, value):
    """Sets a field, in the first of each list that leads to it. Whether there is such a field."""
    *parents, name = path
    for parent in parents:
        field = message.DESCRIPTOR.fields_by_name[parent]
        inner = getattr(message, parent)
        if field.is_repeated:
            if not inner:
                return False
            message = inner[0]
        elif message.HasField(parent):
            message = inner
        else:
            return False
    field = message.DESCRIPTOR.fields_by_name[name]
    if field.is_repeated:
        old = getattr(message, name)
        if callable(value):
            if not old:
                return False
            value = value(old[0])
        del old[:]
        old.extend(value)
    elif field.containing_oneof is not None and not message.HasField(name):
        return False
    else:
        setattr(message, name, value)
    return True
