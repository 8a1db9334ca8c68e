#!/usr/bin/env python3
"""Writes lab.ome.xml and plate.ome.xml beside this script, the same bytes on every run.

Needs the Python package ome-types (0.7), a writer of OME-XML that shares nothing with our reader:

    python3 -m venv venv && venv/bin/pip install ome-types && venv/bin/python make_samples.py
"""

from datetime import datetime, timezone
from pathlib import Path

from ome_types import to_xml
from ome_types.model import (
    OME, AnnotationRef, Channel, CommentAnnotation, Dataset, DatasetRef, Ellipse, Experimenter, ExperimenterRef,
    Image, ImageRef, LongAnnotation, Map, MapAnnotation, MetadataOnly, Pixels, Plate, PlateAcquisition,
    Point, Polygon, Project, Rectangle, ROI, ROIRef, Screen, StructuredAnnotations, TagAnnotation, Well, WellSample,
    WellSampleRef,
)

HERE = Path(__file__).resolve().parent
RATING = "openmicroscopy.org/omero/insight/rating"
TAG_SET = "openmicroscopy.org/omero/insight/tagset"
CLIENT_MAP = "openmicroscopy.org/omero/client/mapAnnotation"


def at(day, hour, minute, second=0):
    return datetime(2024, 3, day, hour, minute, second, tzinfo=timezone.utc)


def notes(*numbers):
    return [AnnotationRef(id=f"Annotation:{number}") for number in numbers]


def pixels(image, type_, x, y, z, t, step, depth, channels):
    return Pixels(
        id=f"Pixels:{image}", dimension_order="XYZCT", type=type_, size_x=x, size_y=y, size_z=z, size_c=len(channels),
        size_t=t, physical_size_x=step, physical_size_y=step, physical_size_z=depth,
        channels=[
            Channel(id=f"Channel:{image}:{at}", name=name, color=colour, emission_wavelength=wave)
            for at, (name, colour, wave) in enumerate(channels)
        ],
        metadata_only=MetadataOnly(),
    )


def lab():
    """One project, one dataset, three images; one tag linked at two levels, one in a tag set."""
    dapi, gfp, ruby = ("DAPI", "blue", 461), ("H2B-mEGFP", "lime", 509), ("LifeAct-mRuby3", "red", 592)
    images = [
        Image(
            id="Image:1", name="HeLa_H2B-mEGFP_metaphase_01.ome.tif", acquisition_date=at(11, 9, 42, 17),
            description="Live cell, prometaphase to anaphase, 63x/1.4 oil.",
            experimenter_ref=ExperimenterRef(id="Experimenter:1"),
            pixels=pixels(1, "uint16", 1024, 1024, 21, 40, 0.103, 0.3, [gfp, ruby]),
            roi_refs=[ROIRef(id="ROI:1"), ROIRef(id="ROI:2")], annotation_refs=notes(1, 4, 5),
        ),
        Image(
            id="Image:2", name="HeLa_H2B-mEGFP_metaphase_02.ome.tif", acquisition_date=at(11, 10, 5, 3),
            experimenter_ref=ExperimenterRef(id="Experimenter:1"),
            pixels=pixels(2, "uint16", 1024, 1024, 21, 40, 0.103, 0.3, [gfp, ruby]),
            roi_refs=[ROIRef(id="ROI:3")], annotation_refs=notes(6),
        ),
        Image(
            id="Image:3", name="HeLa_fixed_DAPI_overview.ome.tif", acquisition_date=at(12, 14, 20),
            description="Tile scan of the fixed control dish, 20x/0.8.",
            experimenter_ref=ExperimenterRef(id="Experimenter:2"),
            pixels=pixels(3, "uint8", 4096, 3072, 1, 1, 0.325, None, [dapi]),
            roi_refs=[ROIRef(id="ROI:4")], annotation_refs=notes(3),
        ),
    ]
    plane = dict(the_z=10, the_t=0, stroke_color="yellow")
    rois = [
        ROI(id="ROI:1", name="spindle", union=[
            Ellipse(id="Shape:1", x=512.5, y=498.25, radius_x=88.0, radius_y=41.5, text="spindle", **plane),
            Point(id="Shape:2", x=431.0, y=502.0, text="pole 1", **plane),
            Point(id="Shape:3", x=594.5, y=495.0, text="pole 2", **plane),
        ]),
        ROI(id="ROI:2", name="background", description="Dark area for background subtraction.", union=[
            Rectangle(id="Shape:4", x=16, y=24, width=96, height=96, stroke_color="white"),
        ]),
        ROI(id="ROI:3", name="metaphase plate", union=[
            Polygon(id="Shape:5", points="480,455 532,450 541,560 489,566", **plane),
        ]),
        ROI(id="ROI:4", name="counted area", union=[
            Rectangle(id="Shape:6", x=512, y=512, width=2048, height=1536, text="counted"),
        ]),
    ]
    annotations = StructuredAnnotations(
        tag_annotations=[
            TagAnnotation(id="Annotation:1", value="mitosis", description="Shows at least one dividing cell."),
            TagAnnotation(id="Annotation:2", value="cell cycle", namespace=TAG_SET, annotation_refs=notes(1, 3)),
            TagAnnotation(id="Annotation:3", value="interphase"),
        ],
        comment_annotations=[
            CommentAnnotation(id="Annotation:4", value="Slight drift after frame 25, usable up to there.",
                              annotator="Experimenter:2"),
        ],
        long_annotations=[LongAnnotation(id="Annotation:5", value=4, namespace=RATING)],
        map_annotations=[
            MapAnnotation(id="Annotation:6", namespace=CLIENT_MAP, value=Map(ms=[
                Map.M(k="cell line", value="HeLa Kyoto"), Map.M(k="plasmid", value="pH2B-mEGFP"),
                Map.M(k="treatment", value="none"), Map.M(k="passage", value="12"),
            ])),
        ],
    )
    return OME(
        creator="make_samples.py", uuid="urn:uuid:5f0c3a52-6f4e-4d0b-9a3e-2b7c64d1e801",
        projects=[Project(id="Project:1", name="Mitotic spindle in HeLa",
                          description="Spindle geometry in live HeLa cells.",
                          experimenter_ref=ExperimenterRef(id="Experimenter:1"),
                          dataset_refs=[DatasetRef(id="Dataset:1")], annotation_refs=notes(2))],
        datasets=[Dataset(id="Dataset:1", name="2024-03 spinning disk",
                          experimenter_ref=ExperimenterRef(id="Experimenter:1"),
                          image_refs=[ImageRef(id=f"Image:{number}") for number in (1, 2, 3)],
                          annotation_refs=notes(1))],
        experimenters=[
            Experimenter(id="Experimenter:1", first_name="Ada", last_name="Example", user_name="ada",
                         email="ada@example.org"),
            Experimenter(id="Experimenter:2", first_name="Ben", last_name="Example", user_name="ben"),
        ],
        images=images, rois=rois, structured_annotations=annotations,
    )


def plate():
    """One screen, one plate of six wells with two fields each, one of them without an image."""
    channels = [("Hoechst 33342", "blue", 461), ("Tubulin-AF488", "lime", 519)]
    compounds = ["DMSO", "nocodazole", "taxol"]
    images, wells, maps = [], [], []
    for row in range(2):
        for column, compound in enumerate(compounds):
            samples = []
            for field in range(2):
                index = len(samples) + 2 * len(wells)
                is_missing = (row, column, field) == (1, 2, 1)
                if not is_missing:
                    images.append(Image(
                        id=f"Image:{index}", name=f"{'AB'[row]}{column + 1:02}_field{field + 1}.tif",
                        acquisition_date=at(20, 8, 30 + index),
                        pixels=pixels(index, "uint16", 2160, 2160, 1, 1, 0.325, None, channels),
                    ))
                samples.append(WellSample(
                    id=f"WellSample:{row}:{column}:{field}", index=index,
                    image_ref=None if is_missing else ImageRef(id=f"Image:{index}")))
            wells.append(Well(id=f"Well:{row}:{column}", row=row, column=column, well_samples=samples,
                              annotation_refs=notes(column + 1)))
    for number, compound in enumerate(compounds, 1):
        dose = "0" if compound == "DMSO" else "100"
        maps.append(MapAnnotation(id=f"Annotation:{number}", namespace=CLIENT_MAP, value=Map(ms=[
            Map.M(k="compound", value=compound), Map.M(k="concentration (nM)", value=dose)])))
    acquisition = PlateAcquisition(
        id="PlateAcquisition:1", name="Run 1", start_time=at(20, 8, 30), end_time=at(20, 8, 45),
        well_sample_refs=[WellSampleRef(id=sample.id) for well in wells for sample in well.well_samples])
    return OME(
        creator="make_samples.py", uuid="urn:uuid:c1b0d8f4-0c0e-4be4-8f16-0d4f3a6f7b02",
        screens=[Screen(id="Screen:1", name="Microtubule drugs, pilot", type="compound",
                        description="Two replicates of three compounds.", plate_refs=[Screen.PlateRef(id="Plate:1")])],
        plates=[Plate(id="Plate:1", name="Pilot plate 1", rows=2, columns=3, row_naming_convention="letter",
                      column_naming_convention="number", wells=wells, plate_acquisitions=[acquisition])],
        images=images, structured_annotations=StructuredAnnotations(map_annotations=maps),
    )


for name, document in (("lab", lab()), ("plate", plate())):
    (HERE / f"{name}.ome.xml").write_text(to_xml(document, indent=2), encoding="utf-8")
