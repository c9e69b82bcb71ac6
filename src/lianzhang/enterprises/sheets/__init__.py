"""The registers of this room as sheets: their columns, declared once for template, import and export."""

from lianzhang.kernel.registers import declare_register

from .firms import FirmRegister
from .honours import HonourRegister
from .memberships import MembershipRegister
from .statements import StatementRegister

__all__ = ["REGISTERS"]

REGISTERS = (FirmRegister(), MembershipRegister(), HonourRegister(), StatementRegister())
for _register in REGISTERS:
    declare_register(_register)
