"""Gives each city its own regions, and each plan its own words, from the rows that all have shared so far.

Back: regions of one code become one again, under the name of the city whose own row it is, else of the oldest.
"""

from collections import defaultdict

from django.db import migrations

# How a row leads to its city where it has no `city` of its own.
WAYS = ("plan", "chain", "post", "enterprise")


def regions_to_cities(apps, editor):
    region = apps.get_model("registry", "Region")
    rows = {row.pk: row for row in region.objects.order_by("pk")}
    cities, taken = cities_of(apps), set()
    for city, claimed in claims(apps, rows, cities).items():
        own = {}
        for pk in sorted(claimed):
            row = rows[pk]
            if pk in cities or pk in taken:
                row = region(code=row.code, name=row.name, kind=row.kind, parent_id=row.parent_id)
                row.fictitious = rows[pk].fictitious
            taken.add(pk)
            row.city_id = city
            row.save()
            own[pk] = row
        for row in [rows[city], *own.values()]:
            if row.parent_id in own:
                row.parent = own[row.parent_id]
                row.save()
        for model, name in references(apps):
            for old, row in own.items():
                if old != row.pk:
                    of_city = {name: old, f"{way(model)}": city}
                    pks = list(model.objects.filter(**of_city).values_list("pk", flat=True))
                    model.objects.filter(pk__in=pks).update(**{name: row.pk})


def references(apps):
    """The fields that name a region, but for those that name the city a row belongs to."""
    region = apps.get_model("registry", "Region")
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields if model is not region else ():
            if field.related_model is region and field.name != "city":
                yield model, field.name


def way(model):
    names = {field.name for field in model._meta.fields}
    return "city" if "city" in names else f"{next(name for name in WAYS if name in names)}__city"


def cities_of(apps):
    return {
        pk
        for model in apps.get_models()
        if model._meta.label != "registry.Region" and any(field.name == "city" for field in model._meta.fields)
        for pk in model.objects.order_by().values_list("city", flat=True).distinct()
    }


def claims(apps, rows, cities):
    """By city, the regions it speaks of: listed in a plan, lying in it, named by a row; and what these lie in."""
    found = {city: {pk for pk, row in rows.items() if row.parent_id == city} for city in sorted(cities)}
    codes = {row.code: pk for pk, row in rows.items()}
    for city, listed in apps.get_model("plans", "Plan").objects.values_list("city", "listed"):
        found[city] |= {codes[code] for code in listed.get("Region", ()) if code in codes}
    for model, name in references(apps):
        for city, pk in model.objects.exclude(**{name: None}).order_by().values_list(way(model), name).distinct():
            found[city].add(pk)
    for city, claimed in found.items():
        for pk in [city, *claimed]:
            while pk := rows[pk].parent_id:
                claimed.add(pk)
        claimed.discard(city)
    return found


def regions_of_all(apps, editor):
    region = apps.get_model("registry", "Region")
    alike = defaultdict(list)
    for row in region.objects.order_by("pk"):
        alike[row.code].append(row)
    for rows in alike.values():
        stays, *goes = sorted(rows, key=lambda row: (row.city_id is not None, row.pk))
        for row in goes:
            for model, name in references(apps):
                model.objects.filter(**{name: row.pk}).update(**{name: stays.pk})
            region.objects.filter(parent=row.pk).update(parent=stays.pk)
            row.delete()
    region.objects.update(city=None)


def words_of_plans(apps, editor):
    get = apps.get_model
    for plan in get("plans", "Plan").objects.all():
        for link in get("plans", "PlanChain").objects.filter(plan=plan).select_related("chain"):
            link.name, link.lead_department_id = link.chain.name, link.chain.lead_department_id
            link.save()
        for group in plan.groups.all():
            get("plans", "PlanGroup").objects.create(plan=plan, group=group, name=group.name).chains.set(
                group.chains.all()
            )
        for rank in stated(plan, get("registry", "Rank"), "code"):
            same = {name: getattr(rank, name) for name in ("name", "order", "role", "extra")}
            get("plans", "PlanRank").objects.create(plan=plan, rank=rank, **same)
        for post in stated(plan, get("registry", "Post"), "code"):
            same = {name: getattr(post, name) for name in ("name", "rank_id", "organization_id")}
            get("plans", "PlanPost").objects.create(plan=plan, post=post, **same).chains.set(post.chains.all())
        for each in stated(plan, get("registry", "Segment"), "code"):
            same = {name: getattr(each, name) for name in ("name", "stage", "place", "order", "strategy")}
            get("plans", "PlanSegment").objects.create(plan=plan, segment=each, **same)
        for link in stated(plan, get("registry", "SegmentLink"), "upstream__code", "downstream__code"):
            same = {"upstream_id": link.upstream_id, "downstream_id": link.downstream_id}
            get("plans", "PlanSegmentLink").objects.create(plan=plan, **same)
        for zone in stated(plan, get("registry", "ChainZone"), "chain__code", "region__code", "park__code"):
            same = {name: getattr(zone, name) for name in ("chain_id", "region_id", "park_id", "note")}
            get("plans", "PlanZone").objects.create(plan=plan, **same)


def stated(plan, model, *key):
    """The rows of the city that the plan's folder stated at its last load; of a plan without a folder, all."""
    city = "city" if len(key) == 1 else f"{key[0].partition('__')[0]}__city"
    rows = model.objects.filter(**{city: plan.city_id})
    if model.__name__ not in plan.listed:
        return list(rows)
    texts = {pk: "|".join(part or "" for part in parts) for pk, *parts in rows.values_list("pk", *key)}
    wanted = set(plan.listed[model.__name__])
    return list(rows.filter(pk__in=[pk for pk, text in texts.items() if text in wanted]))


def words_of_all(apps, editor):
    """What the city has had all along stays; groups and zones stand in tables that come back empty."""
    get = apps.get_model
    for link in get("plans", "PlanGroup").objects.select_related("plan"):
        link.plan.groups.add(link.group_id)
    zones = get("registry", "ChainZone").objects
    for plan in get("plans", "Plan").objects.order_by("starts"):
        listed = []
        for each in plan.plan_zones.select_related("chain", "region", "park"):
            parts = {"chain": each.chain, "region": each.region, "park": each.park}
            zones.update_or_create(**parts, defaults={"note": each.note})
            listed.append("|".join(part.code if part else "" for part in parts.values()))
        plan.listed["ChainZone"] = listed
        plan.save()


def forwards(apps, editor):
    regions_to_cities(apps, editor)
    words_of_plans(apps, editor)


def backwards(apps, editor):
    words_of_all(apps, editor)
    regions_of_all(apps, editor)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_plan_words"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
