"""Everything a person can change, as pure functions: project in, project out.

Each function goes through the validating constructors, so no edit can leave an unsound map. Ids of
new records are never used elsewhere in the project, because ids are how maps are compared.
"""

from mopsmap.edits.capturing import capture as capture
from mopsmap.edits.capturing import restate as restate
from mopsmap.edits.drawing import Asked as Asked
from mopsmap.edits.drawing import Captured as Captured
from mopsmap.edits.drawing import Place as Place
from mopsmap.edits.drawing import open_answers as open_answers
from mopsmap.edits.flows import connect as connect
from mopsmap.edits.flows import set_flows as set_flows
from mopsmap.edits.flows import set_ways as set_ways
from mopsmap.edits.flows import split_flow as split_flow
from mopsmap.edits.flows import ways_of as ways_of
from mopsmap.edits.ground import EditError as EditError
from mopsmap.edits.ground import fresh_id as fresh_id
from mopsmap.edits.ground import fresh_ids as fresh_ids
from mopsmap.edits.lanes import add_role as add_role
from mopsmap.edits.lanes import delete_role as delete_role
from mopsmap.edits.lanes import move_role as move_role
from mopsmap.edits.lanes import set_roles as set_roles
from mopsmap.edits.maps import add_map as add_map
from mopsmap.edits.maps import copy_map as copy_map
from mopsmap.edits.maps import delete_map as delete_map
from mopsmap.edits.maps import free_name as free_name
from mopsmap.edits.maps import set_calendar as set_calendar
from mopsmap.edits.maps import set_charter as set_charter
from mopsmap.edits.maps import set_map as set_map
from mopsmap.edits.maps import set_project as set_project
from mopsmap.edits.notes import add_note as add_note
from mopsmap.edits.notes import move_notes as move_notes
from mopsmap.edits.notes import set_notes as set_notes
from mopsmap.edits.notes import vote as vote
from mopsmap.edits.outlining import MOST_LINES as MOST_LINES
from mopsmap.edits.outlining import capture_lines as capture_lines
from mopsmap.edits.pasting import Fragment as Fragment
from mopsmap.edits.pasting import Pasted as Pasted
from mopsmap.edits.pasting import copy as copy
from mopsmap.edits.pasting import paste as paste
from mopsmap.edits.pasting import paste_behind as paste_behind
from mopsmap.edits.places import PITCH as PITCH
from mopsmap.edits.places import freeze as freeze
from mopsmap.edits.places import keep_clear as keep_clear
from mopsmap.edits.places import make_room as make_room
from mopsmap.edits.places import make_room_for as make_room_for
from mopsmap.edits.places import place as place
from mopsmap.edits.places import place_beside as place_beside
from mopsmap.edits.places import shift as shift
from mopsmap.edits.places import stand as stand
from mopsmap.edits.places import tidy as tidy
from mopsmap.edits.steps import add_step as add_step
from mopsmap.edits.steps import delete as delete
from mopsmap.edits.steps import set_steps as set_steps
